//! A report as a page that can be printed: one file, without script, links or anything from outside.

use std::fmt::Write as _;

use super::page::{Cell, Page, Style};
use super::text::amount;

const STYLE: &str = "\
:root{color-scheme:light}
body{font:14px/1.45 system-ui,-apple-system,\"Segoe UI\",Roboto,\"Noto Sans\",sans-serif;color:#1a1d21;background:#fff;margin:2rem auto;\
max-width:72rem;padding:0 1rem}
h1{font-size:1.5rem;margin:0}
h2{font-size:1rem;margin:1.5rem 0 .25rem}
header p{margin:.15rem 0;color:#4a5058}
.wide{overflow-x:auto}
table{border-collapse:collapse;width:100%;margin-top:1rem}
th,td{padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{border-bottom:2px solid #1a1d21;font-weight:600}
th.n,td.n{text-align:right;white-space:nowrap;overflow-wrap:normal;font-variant-numeric:tabular-nums}
tr.heading th{padding-top:1rem;font-weight:600}
tr.row th{font-weight:400}
tr.total>*{border-top:1px solid #8a9099;font-weight:600}
td.na{color:#4a5058;font-style:italic;white-space:normal}
ul{padding-left:1.2rem;margin:.25rem 0}
footer{margin-top:1.5rem;color:#4a5058}
@media print{@page{margin:15mm}body{margin:0;max-width:none;padding:0;font-size:10pt}.wide{overflow:visible}\
thead{display:table-header-group}tr{break-inside:avoid}tr.heading{break-after:avoid}}
";

/// The deepest step to the right.
const DEPTH_MAX: u32 = 12;

pub(super) fn write(page: &Page) -> String {
    let mut html = String::from("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    html.push_str("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    let (title, workspace, period) = (escaped(&page.title), escaped(&page.workspace), escaped(&page.period));
    let _ = writeln!(
        html,
        "<title>{title}, {period}: {workspace}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>"
    );
    let _ = writeln!(html, "<header>\n<h1>{title}</h1>\n<p>{workspace}</p>\n<p>{period}</p>\n</header>");
    html.push_str("<div class=\"wide\">\n<table>\n<thead>\n<tr>");
    for (at, column) in page.columns.iter().enumerate() {
        let class = if at < page.texts { "" } else { " class=\"n\"" };
        let _ = write!(html, "<th scope=\"col\"{class}>{}</th>", escaped(column));
    }
    html.push_str("</tr>\n</thead>\n<tbody>\n");
    for row in &page.rows {
        if row.style == Style::Heading {
            let name = row.cells.first().map(cell).unwrap_or_default();
            let _ = writeln!(
                html,
                "<tr class=\"heading\"><th scope=\"rowgroup\" colspan=\"{}\">{name}</th></tr>",
                page.columns.len()
            );
            continue;
        }
        let class = if row.style == Style::Total { "total" } else { "row" };
        let _ = write!(html, "<tr class=\"{class}\">");
        for (at, value) in row.cells.iter().enumerate() {
            let shown = cell(value);
            let _ = match (at, value) {
                (0, _) if row.depth > 0 => {
                    let depth = row.depth.min(DEPTH_MAX);
                    write!(html, "<th scope=\"row\" style=\"padding-left:{}rem\">{shown}</th>", depth + 1)
                }
                (0, _) => write!(html, "<th scope=\"row\">{shown}</th>"),
                (_, Cell::NotAvailable(_)) => write!(html, "<td class=\"n na\">{shown}</td>"),
                (at, _) if at < page.texts => write!(html, "<td>{shown}</td>"),
                _ => write!(html, "<td class=\"n\">{shown}</td>"),
            };
        }
        html.push_str("</tr>\n");
    }
    html.push_str("</tbody>\n</table>\n</div>\n");
    for (title, list) in [("Rates", &page.rates), ("Notes", &page.notes)] {
        if !list.is_empty() {
            let _ = writeln!(html, "<section>\n<h2>{title}</h2>\n<ul>");
            for line in list {
                let _ = writeln!(html, "<li>{}</li>", escaped(line));
            }
            html.push_str("</ul>\n</section>\n");
        }
    }
    let _ = writeln!(html, "<footer>Made {}</footer>\n</body>\n</html>", escaped(&page.made));
    html
}

fn cell(cell: &Cell) -> String {
    match cell {
        Cell::Nothing => String::new(),
        Cell::Text(text) => escaped(text),
        Cell::Amount(money) => amount((*money).into()),
        Cell::NotAvailable(missing) => escaped(&Cell::not_available(missing)),
    }
}

/// A text that stays one, in an element or an attribute. What is no character of HTML becomes a space.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            '\'' => html.push_str("&#39;"),
            letter if letter.is_control() => html.push(' '),
            letter => html.push(letter),
        }
    }
    html
}
