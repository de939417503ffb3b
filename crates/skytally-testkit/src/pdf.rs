//! PDFs that tests write: text in the fonts that every reader has, and whatever else a test puts into a file by hand.

/// A PDF being written.
#[derive(Debug, Default)]
pub struct Pdf {
    pages: Vec<String>,
    extra: Vec<Vec<u8>>,
    catalog: String,
}

/// A page of a letter's size: 612 by 792 points.
const PAGE: &str = "[0 0 612 792]";

impl Pdf {
    /// One without pages.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a page of lines, from the top, each with the font Courier in a size of 10 points. Letters are those of Western Europe.
    pub fn page(self, lines: &str) -> Self {
        self.page_in("Courier", 10.0, lines)
    }

    /// The same in another of the fonts that every reader has, and another size.
    pub fn page_in(mut self, font: &str, size: f32, lines: &str) -> Self {
        let mut content = format!("/{font} {size} Tf\n");
        for (at, line) in lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
            let top = 760.0 - size * 1.4 * at as f32;
            content.push_str(&format!("BT 1 0 0 1 40 {top} Tm ({}) Tj ET\n", escaped(line)));
        }
        self.pages.push(content);
        self
    }

    /// Adds a page with a content stream of its own.
    pub fn content(mut self, content: impl Into<String>) -> Self {
        self.pages.push(content.into());
        self
    }

    /// Adds an object of its own; the first has the number 10, and pages know it as `/X10`.
    pub fn object(mut self, object: impl Into<Vec<u8>>) -> Self {
        self.extra.push(object.into());
        self
    }

    /// Adds entries to the catalogue, such as an action on opening.
    pub fn catalog(mut self, entries: &str) -> Self {
        self.catalog.push_str(entries);
        self
    }

    /// The file.
    pub fn bytes(self) -> Vec<u8> {
        // 1 catalogue, 2 pages, 3 to 6 fonts, 10 and up what the test adds, then two objects a page.
        let first_page = 10 + self.extra.len();
        let kids: Vec<String> =
            (0..self.pages.len()).map(|at| format!("{} 0 R", first_page + 2 * at)).collect();
        let mut objects: Vec<(usize, Vec<u8>)> = vec![
            (1, format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog).into_bytes()),
            (2, format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len()).into_bytes()),
        ];
        for (at, font) in ["Courier", "Helvetica", "Times-Roman", "Helvetica-Bold"].iter().enumerate() {
            let font =
                format!("<< /Type /Font /Subtype /Type1 /BaseFont /{font} /Encoding /WinAnsiEncoding >>");
            objects.push((3 + at, font.into_bytes()));
        }
        let named: Vec<String> =
            (0..self.extra.len()).map(|at| format!("/X{} {} 0 R", 10 + at, 10 + at)).collect();
        objects.extend(self.extra.into_iter().enumerate().map(|(at, object)| (10 + at, object)));
        let resources = format!(
            "<< /Font << /Courier 3 0 R /Helvetica 4 0 R /Times-Roman 5 0 R /Helvetica-Bold 6 0 R >> /XObject << {} >> >>",
            named.join(" ")
        );
        for (at, content) in self.pages.into_iter().enumerate() {
            let no = first_page + 2 * at;
            let page = format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox {PAGE} /Resources {resources} /Contents {} 0 R >>",
                no + 1
            );
            objects.push((no, page.into_bytes()));
            objects.push((no + 1, stream("", &latin(&content))));
        }
        let mut file = b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut places = Vec::new();
        for (no, object) in &objects {
            places.push((*no, file.len()));
            file.extend(format!("{no} 0 obj\n").into_bytes());
            file.extend(object);
            file.extend(b"\nendobj\n");
        }
        let table = file.len();
        file.extend(b"xref\n0 1\n0000000000 65535 f \n");
        for (no, place) in &places {
            file.extend(format!("{no} 1\n{place:010} 00000 n \n").into_bytes());
        }
        let size = places.iter().map(|(no, _)| no + 1).max().unwrap_or(1);
        file.extend(
            format!("trailer\n<< /Size {size} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n").into_bytes(),
        );
        file
    }
}

/// A stream with its length and further entries.
pub fn stream(entries: &str, data: &[u8]) -> Vec<u8> {
    let mut stream = format!("<< /Length {} {entries} >>\nstream\n", data.len()).into_bytes();
    stream.extend(data);
    stream.extend(b"\nendstream");
    stream
}

fn escaped(line: &str) -> String {
    line.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")
}

/// The letters of Windows-1252; others become a question mark.
fn latin(text: &str) -> Vec<u8> {
    text.chars()
        .map(|c| match c {
            '€' => 0x80,
            '–' => 0x96,
            '’' => 0x92,
            c => u8::try_from(u32::from(c)).unwrap_or(b'?'),
        })
        .collect()
}
