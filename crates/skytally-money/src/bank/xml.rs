//! XML into the tree that forgives, by quick-xml.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use super::context::{Context, shown};
use super::tree::{At, Keep, Shape, Tree};

/// Longest value of an attribute that is kept: a currency has three letters.
const ATTRIBUTE_MAX: usize = 16;

/// Reads a document. Each element is shown when it is closed. What breaks the form is a problem; what stands before it is read.
pub(super) fn walk<'t>(
    cx: &mut Context<'t>,
    attribute: &str,
    mut closed: impl FnMut(&mut Context<'t>, At<'_, 't>) -> Keep,
) {
    let text: &'t str = &cx.text.text;
    let from = text.find('<').unwrap_or(text.len());
    let mut reader = Reader::from_str(&text[from..]);
    let config = reader.config_mut();
    config.check_end_names = false;
    config.allow_unmatched_ends = true;
    config.allow_dangling_amp = true;
    let mut tree = Tree::new(Shape::Xml);
    let mut end = from;
    loop {
        let start = from + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let event = match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(event) => event,
            Err(error) => {
                cx.problem(
                    start.min(text.len()),
                    format!(
                        "the XML breaks off here ({}); what stands before it was read",
                        shown(&error.to_string())
                    ),
                );
                end = start.min(text.len());
                break;
            }
        };
        end = from + usize::try_from(reader.buffer_position()).unwrap_or(usize::MAX);
        let opened = match event {
            Event::Start(tag) => open(&mut tree, text, &tag, attribute, start),
            Event::Empty(tag) => {
                let opened = open(&mut tree, text, &tag, attribute, start);
                if opened.is_ok() {
                    tree.close_innermost(end, |at| closed(cx, at));
                }
                opened
            }
            Event::End(tag) => {
                let name = tag.local_name();
                let name = name.into_inner();
                match tree.close(name, end, |at| closed(cx, at)) {
                    Some(0) => {}
                    Some(_) => cx.problem(
                        start,
                        format!(
                            "the end of {} comes before that of what is within it; the file may be damaged",
                            shown(name)
                        ),
                    ),
                    None => cx.problem(
                        start,
                        format!(
                            "the end of {}, which has no beginning; the file may be damaged",
                            shown(name)
                        ),
                    ),
                }
                Ok(())
            }
            Event::Text(value) => {
                tree.text(value.into_inner());
                Ok(())
            }
            Event::CData(value) => {
                tree.text(value.into_inner());
                Ok(())
            }
            Event::GeneralRef(reference) => {
                let name = reference.into_inner();
                tree.text(
                    super::sgml::reference(&name).map_or_else(|| Cow::Owned(format!("&{name};")), Cow::Owned),
                );
                Ok(())
            }
            _ => Ok(()),
        };
        if let Err(error) = opened {
            cx.problem(start, format!("{error}; what stands before it was read"));
            break;
        }
    }
    if let Some(name) = tree.finish(end, |at| closed(cx, at)) {
        cx.problem(
            end,
            format!(
                "the file ends within {}: it may have been cut off; get it from the bank again",
                shown(name)
            ),
        );
    }
}

/// Opens an element, with the attribute that is asked for.
fn open<'t>(
    tree: &mut Tree<'t>,
    text: &'t str,
    tag: &BytesStart<'_>,
    attribute: &str,
    start: usize,
) -> Result<(), super::tree::TooMuch> {
    // The name stands in the text right behind the `<`, and is borrowed from there.
    let from = start + usize::from(text.as_bytes().get(start) == Some(&b'<'));
    let name = text.get(from..from + tag.name().into_inner().len()).unwrap_or_default();
    let name = name.rsplit_once(':').map_or(name, |(_, local)| local);
    let value = tag.try_get_attribute(attribute).ok().flatten();
    let value = value.map(|found| found.value.chars().take(ATTRIBUTE_MAX).collect());
    tree.open(name, value, start)
}
