//! Where in a document we are, kept on the stack and written out only when something is wrong.

use std::fmt;

/// A place in parameters or in a document, such as `Filters[1].Values`.
#[derive(Clone, Copy)]
pub(super) enum Path<'a> {
    Root,
    Member(&'a Path<'a>, &'a str),
    Item(&'a Path<'a>, usize),
}

impl<'a> Path<'a> {
    pub(super) fn member(&'a self, name: &'a str) -> Path<'a> {
        Path::Member(self, name)
    }

    pub(super) fn item(&'a self, at: usize) -> Path<'a> {
        Path::Item(self, at)
    }

    pub(super) fn depth(&self) -> usize {
        let mut depth = 0;
        let mut at = self;
        while let Path::Member(parent, _) | Path::Item(parent, _) = at {
            depth += 1;
            at = parent;
        }
        depth
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Path::Root => Ok(()),
            Path::Member(Path::Root, name) => f.write_str(name),
            Path::Member(parent, name) => write!(f, "{parent}.{name}"),
            Path::Item(parent, at) => write!(f, "{parent}[{at}]"),
        }
    }
}
