//! Templates with labels: paths (`/{Bucket}/{Key+}`) and host prefixes (`{AccountId}.`).

/// One piece of a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Text as it stands.
    Literal(String),
    /// A member's value.
    Label {
        /// The label's name.
        name: String,
        /// Slashes in the value are kept.
        greedy: bool,
    },
}

/// A parsed template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    /// The pieces in order.
    pub segments: Vec<Segment>,
}

impl Template {
    /// Parses a template. The error says what is wrong with it.
    pub(crate) fn parse(text: &str) -> Result<Template, String> {
        let mut segments = Vec::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            if open > 0 {
                segments.push(Segment::Literal(rest[..open].to_owned()));
            }
            let after = &rest[open + 1..];
            let close = after.find('}').ok_or_else(|| format!("{text:?} has a label without an end"))?;
            let (name, greedy) = match after[..close].strip_suffix('+') {
                Some(name) => (name, true),
                None => (&after[..close], false),
            };
            if name.is_empty() || name.contains('{') {
                return Err(format!("{text:?} has a label without a name"));
            }
            segments.push(Segment::Label { name: name.to_owned(), greedy });
            rest = &after[close + 1..];
        }
        if !rest.is_empty() {
            segments.push(Segment::Literal(rest.to_owned()));
        }
        Ok(Template { segments })
    }

    /// The names of the labels.
    pub fn labels(&self) -> impl Iterator<Item = &str> {
        self.segments.iter().filter_map(|segment| match segment {
            Segment::Label { name, .. } => Some(name.as_str()),
            Segment::Literal(_) => None,
        })
    }
}
