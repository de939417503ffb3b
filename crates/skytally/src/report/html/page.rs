//! A writer of HTML that cannot forget to escape: what is not known at compile time only gets in through `text`.

use super::super::text;

/// A page in the making.
pub(super) struct Page {
    html: String,
}

impl Page {
    pub(super) fn new() -> Self {
        Self { html: String::with_capacity(64 * 1024) }
    }

    pub(super) fn into_html(self) -> String {
        self.html
    }

    /// Adds mark-up. Its text is part of the program.
    pub(super) fn raw(&mut self, html: &'static str) -> &mut Self {
        self.html.push_str(html);
        self
    }

    /// Adds text, for between tags or between the quotes of an attribute.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        for c in text::clean(text).chars() {
            match c {
                '&' => self.html.push_str("&amp;"),
                '<' => self.html.push_str("&lt;"),
                '>' => self.html.push_str("&gt;"),
                '"' => self.html.push_str("&quot;"),
                '\'' => self.html.push_str("&#39;"),
                c => self.html.push(c),
            }
        }
        self
    }

    /// Adds a whole number, for attributes of pictures.
    pub(super) fn number(&mut self, number: u64) -> &mut Self {
        self.html.push_str(&number.to_string());
        self
    }

    /// Adds a foreign text whose direction of writing does not reach beyond itself.
    pub(super) fn isolated(&mut self, text: &str) -> &mut Self {
        self.raw("<bdi>").text(text).raw("</bdi>")
    }

    /// Adds an id that people copy.
    pub(super) fn code(&mut self, text: &str) -> &mut Self {
        self.raw("<code><bdi>").text(text).raw("</bdi></code>")
    }

    /// Adds lines to be copied as they are.
    pub(super) fn block(&mut self, text: &str) -> &mut Self {
        self.raw("<pre><code>");
        for line in text.trim_end().lines() {
            self.text(line).raw("\n");
        }
        self.raw("</code></pre>\n")
    }

    /// Begins a table.
    pub(super) fn table(
        &mut self,
        class: &'static str,
        label: &str,
        columns: &[(&'static str, &'static str)],
    ) -> &mut Self {
        self.raw("<table role=\"table\" class=\"").raw(class).raw("\" aria-label=\"").text(label);
        self.raw("\">\n<thead><tr role=\"row\">");
        for (title, class) in columns {
            self.raw("<th role=\"columnheader\" scope=\"col\" class=\"")
                .raw(class)
                .raw("\">")
                .raw(title)
                .raw("</th>");
        }
        self.raw("</tr></thead>\n<tbody>\n")
    }

    /// Ends a table.
    pub(super) fn table_end(&mut self) -> &mut Self {
        self.raw("</tbody></table>\n")
    }

    /// Begins a cell. Its label stands before it where the screen is too narrow for columns.
    pub(super) fn cell(&mut self, label: &'static str, class: &'static str) -> &mut Self {
        self.raw("<td role=\"cell\" data-label=\"").raw(label).raw("\" class=\"").raw(class).raw("\">")
    }

    /// A link, if it is one that a report may hold; else its text.
    pub(super) fn link(&mut self, address: &str) -> &mut Self {
        if !address.starts_with("https://") {
            return self.text(address);
        }
        self.raw("<a rel=\"noopener noreferrer\" href=\"").text(address).raw("\">").text(address).raw("</a>")
    }
}
