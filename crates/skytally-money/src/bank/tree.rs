//! Elements of SGML and XML as a tree that forgives: what is not closed is closed by what encloses it. Only what is open is kept.

use std::borrow::Cow;

use super::{DEPTH_MAX, NODES_MAX};

/// What becomes of an element once it is closed and was looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Keep {
    /// It stays, for what encloses it to read.
    Stay,
    /// It is no longer needed.
    Drop,
}

/// Why a tree cannot grow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum TooMuch {
    #[error("elements are nested deeper than {DEPTH_MAX}")]
    Deep,
    #[error("more than {NODES_MAX} elements stand outside of entries")]
    Many,
}

struct Node<'t> {
    name: &'t str,
    text: Cow<'t, str>,
    /// The attribute that a reader asks for (the currency, in CAMT).
    attribute: Option<String>,
    /// Whether the file ended before the element did.
    cut: bool,
    start: usize,
    end: usize,
    /// The first node that is not within this one. Those within stand between, in the order of the file.
    next: usize,
}

/// The elements that were read and are still of use.
pub(super) struct Tree<'t> {
    nodes: Vec<Node<'t>>,
    open: Vec<usize>,
    shape: Shape,
}

/// What may be without end tags.
#[derive(Debug, Clone, Copy)]
pub(super) enum Shape {
    /// Values: an element that is not closed by name is empty, or has a text and nothing else, unless it is one of these.
    Sgml(&'static [&'static str]),
    /// Nothing should be.
    Xml,
}

impl Shape {
    fn holds(self, name: &str) -> bool {
        match self {
            Self::Sgml(holders) => holders.iter().any(|holder| name.eq_ignore_ascii_case(holder)),
            Self::Xml => true,
        }
    }
}

impl<'t> Tree<'t> {
    pub(super) fn new(shape: Shape) -> Self {
        Self { nodes: Vec::new(), open: Vec::new(), shape }
    }

    /// Opens an element that starts at a place of the text.
    pub(super) fn open(
        &mut self,
        name: &'t str,
        attribute: Option<String>,
        start: usize,
    ) -> Result<(), TooMuch> {
        if self.open.len() >= DEPTH_MAX {
            return Err(TooMuch::Deep);
        }
        if self.nodes.len() >= NODES_MAX {
            return Err(TooMuch::Many);
        }
        self.open.push(self.nodes.len());
        self.nodes.push(Node {
            name,
            text: Cow::Borrowed(""),
            attribute,
            cut: false,
            start,
            end: start,
            next: usize::MAX,
        });
        Ok(())
    }

    /// Adds text to the innermost open element. What stands between the elements of a holder is none of anybody's.
    pub(super) fn text(&mut self, text: Cow<'t, str>) {
        let Some(at) = self.open.last().copied().filter(|at| at + 1 == self.nodes.len()) else { return };
        let shape = self.shape;
        let Some(node) = self.nodes.get_mut(at) else { return };
        if matches!(shape, Shape::Sgml(_)) && shape.holds(node.name) {
            return;
        }
        if node.text.is_empty() {
            node.text = text;
        } else {
            node.text.to_mut().push_str(&text);
        }
    }

    /// The innermost open element.
    pub(super) fn innermost(&self) -> Option<At<'_, 't>> {
        self.open.last().map(|at| At { tree: self, at: *at })
    }

    /// Whether an element of this name is open.
    pub(super) fn is_open(&self, name: &str) -> bool {
        self.open.iter().any(|at| self.nodes[*at].name.eq_ignore_ascii_case(name))
    }

    /// Closes the innermost open element. `named`: its own end tag does it.
    fn close_one(&mut self, end: usize, named: bool, closed: &mut impl FnMut(At<'_, 't>) -> Keep) {
        let Some(at) = self.open.pop() else { return };
        let after = self.nodes.len();
        let shape = self.shape;
        let node = &mut self.nodes[at];
        node.end = end;
        // An element without end tag and text among its siblings: it is empty, and they are not within it.
        let holder = named || shape.holds(node.name);
        node.next = if holder { after } else { at + 1 };
        if closed(At { tree: self, at }) == Keep::Drop {
            self.nodes.truncate(at);
        }
    }

    /// Closes the element of this name, and all within it. Gives how many others had to be closed for it; `None` if it is not open.
    pub(super) fn close(
        &mut self,
        name: &str,
        end: usize,
        mut closed: impl FnMut(At<'_, 't>) -> Keep,
    ) -> Option<usize> {
        let place = self.open.iter().rposition(|at| self.nodes[*at].name.eq_ignore_ascii_case(name))?;
        let inner = self.open.len() - place - 1;
        for _ in 0..inner {
            self.close_one(end, false, &mut closed);
        }
        self.close_one(end, true, &mut closed);
        Some(inner)
    }

    /// Closes the innermost open element, as its own end tag would.
    pub(super) fn close_innermost(&mut self, end: usize, mut closed: impl FnMut(At<'_, 't>) -> Keep) {
        self.close_one(end, true, &mut closed);
    }

    /// Closes all that is open, as at the end of a file. Gives the name of the innermost that should have been closed.
    pub(super) fn finish(
        &mut self,
        end: usize,
        mut closed: impl FnMut(At<'_, 't>) -> Keep,
    ) -> Option<&'t str> {
        let shape = self.shape;
        let name = self.open.iter().rev().map(|at| self.nodes[*at].name).find(|name| shape.holds(name));
        while let Some(at) = self.open.last() {
            self.nodes[*at].cut = true;
            self.close_one(end, false, &mut closed);
        }
        name
    }
}

/// An element of a tree.
#[derive(Clone, Copy)]
pub(super) struct At<'n, 't> {
    tree: &'n Tree<'t>,
    at: usize,
}

impl<'n, 't> At<'n, 't> {
    fn node(&self) -> &'n Node<'t> {
        &self.tree.nodes[self.at]
    }

    pub(super) fn name(&self) -> &'t str {
        self.node().name
    }

    pub(super) fn is(&self, name: &str) -> bool {
        self.node().name.eq_ignore_ascii_case(name)
    }

    /// Where it starts in the text.
    pub(super) fn start(&self) -> usize {
        self.node().start
    }

    /// Where it ends in the text.
    pub(super) fn end(&self) -> usize {
        self.node().end
    }

    /// Its own text, without spaces around. May be empty.
    pub(super) fn text(&self) -> &'n str {
        self.node().text.trim()
    }

    pub(super) fn attribute(&self) -> Option<&'n str> {
        self.node().attribute.as_deref()
    }

    /// Whether the file ended before it did, so that what it says may be less than it should.
    pub(super) fn cut(&self) -> bool {
        self.node().cut
    }

    /// The elements right within it. Of an element that is still open: those so far.
    pub(super) fn children(&self) -> impl Iterator<Item = At<'n, 't>> + use<'n, 't> {
        let tree = self.tree;
        let end = self.node().next.min(tree.nodes.len());
        let mut at = self.at + 1;
        std::iter::from_fn(move || {
            if at >= end {
                return None;
            }
            let child = At { tree, at };
            at = tree.nodes[at].next.max(at + 1);
            Some(child)
        })
    }

    /// The first element of a name right within it.
    pub(super) fn child(&self, name: &str) -> Option<At<'n, 't>> {
        self.children().find(|child| child.is(name))
    }

    /// The element at the end of a path.
    pub(super) fn path(&self, path: &[&str]) -> Option<At<'n, 't>> {
        path.iter().try_fold(*self, |at, name| at.child(name))
    }

    /// The text at the end of a path, if there is any.
    pub(super) fn value(&self, path: &[&str]) -> Option<&'n str> {
        self.path(path).map(|at| at.text()).filter(|text| !text.is_empty())
    }
}
