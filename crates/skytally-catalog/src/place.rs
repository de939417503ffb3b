//! Where something stands in a file, for errors that are found after the file has been read.

/// A member of a file, or a member of one item of a list in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At<'a> {
    /// The member of the file.
    pub(crate) member: &'a str,
    /// Which item of its list, from 0, and which member of that item.
    pub(crate) item: Option<(usize, &'a str)>,
}

impl<'a> At<'a> {
    /// A member of the file.
    pub(crate) fn member(member: &'a str) -> Self {
        Self { member, item: None }
    }

    /// A member of an item.
    pub(crate) fn item(member: &'a str, item: usize, field: &'a str) -> Self {
        Self { member, item: Some((item, field)) }
    }

    /// The line, the first being 1. It is found by indentation; where a file is written in another style than that of the
    /// catalogue, the nearest line that is found is given.
    pub(crate) fn line(self, text: &str) -> Option<u64> {
        let lines: Vec<&str> = text.lines().collect();
        let start = lines.iter().position(|line| is_member(line, self.member))?;
        let number = |at: usize| u64::try_from(at + 1).ok();
        let Some((item, field)) = self.item else { return number(start) };
        let top = |line: &str| !line.starts_with([' ', '-', '#']) && !line.trim().is_empty();
        let end =
            lines[start + 1..].iter().position(|line| top(line)).map_or(lines.len(), |at| start + 1 + at);
        let indent = |line: &str| line.len() - line.trim_start().len();
        let dashed = |at: &usize| lines[*at].trim_start().starts_with("- ");
        let Some(first) = (start + 1..end).find(dashed) else { return number(start) };
        let mut items = (first..end).filter(|at| dashed(at) && indent(lines[*at]) == indent(lines[first]));
        let Some(begin) = items.nth(item) else { return number(start) };
        let until = items.next().unwrap_or(end);
        let found =
            (begin..until).find(|at| is_member(lines[*at].trim_start().trim_start_matches("- "), field));
        number(found.unwrap_or(begin))
    }
}

fn is_member(line: &str, name: &str) -> bool {
    line.strip_prefix(name).is_some_and(|rest| rest.starts_with(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "\
id: a.b
rules:
  # The first.
  - kind: aws.x.y
    needs: {aws.x.z: []}
    pass: >-
      doc.list
      - 1
  - when: a
    pass: b
examples:
- name: one
- name: two
";

    #[test]
    fn lines_are_found() {
        for (at, line) in [
            (At::member("rules"), Some(2)),
            (At::member("risk"), None),
            (At::item("rules", 0, "kind"), Some(4)),
            (At::item("rules", 0, "pass"), Some(6)),
            (At::item("rules", 1, "when"), Some(9)),
            (At::item("rules", 1, "pass"), Some(10)),
            (At::item("rules", 1, "saving"), Some(9)),
            (At::item("rules", 7, "pass"), Some(2)),
            (At::item("examples", 1, "name"), Some(13)),
        ] {
            assert_eq!(at.line(TEXT), line, "{at:?}");
        }
    }
}
