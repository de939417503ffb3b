//! PDFs: the letters that a page draws, with their places; and of scanned pages the pictures.

use hayro_interpret::font::GlyphRun;
use hayro_interpret::hayro_cmap::BfString;
use hayro_interpret::hayro_syntax::{DecryptionError, LoadPdfError, Pdf};
use hayro_interpret::kurbo::{BezPath, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageData, ImageDrawProps,
    InterpreterCache, InterpreterSettings, SoftMask, TransformExt as _, interpret_page,
};
use image::GrayImage;
use skytally_money::receipt::{SeenLine, Unreadable};

use crate::layout::{LETTERS, Piece, lines};

/// Letters of a page that are kept: more has no receipt.
const LETTERS_MAX: usize = 60_000;
/// A picture of fewer points a side is a logo.
const PICTURE_MIN: u32 = 300;
/// In a font a glyph is measured in thousandths of its size.
const PER_EM: f64 = 1000.0;
/// A letter whose width is not known.
const LETTER_WIDTH: f64 = 500.0;

/// Opens a PDF. One that is protected against changes only is open; one that asks for a password is not.
pub(crate) fn open(bytes: Vec<u8>) -> Result<Pdf, Unreadable> {
    let broken = |detail: &str| Unreadable::Broken { detail: detail.to_owned() };
    let pdf = Pdf::new(bytes).map_err(|error| match error {
        LoadPdfError::Decryption(DecryptionError::PasswordProtected) => Unreadable::Encrypted,
        LoadPdfError::Decryption(_) => broken("it is encrypted in a way that is not known"),
        LoadPdfError::Invalid => broken("it is no whole PDF"),
    })?;
    if pdf.pages().is_empty() {
        return Err(broken("it has no pages"));
    }
    Ok(pdf)
}

/// The text of the first pages.
pub(crate) struct Text {
    /// What people see, page by page.
    pub(crate) visible: Vec<Vec<SeenLine>>,
    /// What is there and not drawn: the letters that scanners add.
    pub(crate) hidden: Vec<Vec<SeenLine>>,
    pub(crate) pages_in_file: u32,
}

/// The text of the first pages, line by line.
pub(crate) fn text(pdf: &Pdf, pages_max: u32) -> Text {
    let mut text = Text {
        visible: Vec::new(),
        hidden: Vec::new(),
        pages_in_file: u32::try_from(pdf.pages().len()).unwrap_or(u32::MAX),
    };
    each_page(pdf, pages_max, |run| {
        let mut letters = Letters { visible: Vec::new(), hidden: Vec::new() };
        run(&mut letters);
        text.visible.push(lines(letters.visible, LETTERS));
        text.hidden.push(lines(letters.hidden, LETTERS));
    });
    text
}

/// Lets devices look at the first pages.
fn each_page<'p, D: Device<'p>>(pdf: &'p Pdf, pages_max: u32, mut look: impl FnMut(&mut dyn FnMut(&mut D))) {
    let cache = InterpreterCache::new();
    for page in pdf.pages().iter().take(usize::try_from(pages_max).unwrap_or(usize::MAX)) {
        let (width, height) = page.render_dimensions();
        let bounds = Rect::new(0.0, 0.0, width.into(), height.into());
        look(&mut |device: &mut D| {
            let upright = page.initial_transform(true).to_kurbo();
            let mut context =
                Context::new(upright, bounds, &cache, pdf.xref(), InterpreterSettings::default());
            interpret_page(page, &mut context, device);
        });
    }
}

/// Takes the letters of a page.
struct Letters {
    visible: Vec<Piece>,
    hidden: Vec<Piece>,
}

impl Device<'_> for Letters {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, mode: &DrawMode) {
        let hidden = matches!(mode, DrawMode::Invisible);
        let pieces = if hidden { &mut self.hidden } else { &mut self.visible };
        for glyph in run.glyphs() {
            let text = match glyph.as_unicode() {
                Some(BfString::Char(c)) => c.to_string(),
                Some(BfString::String(text)) => text,
                // A letter that nobody can name is no space either.
                None => '\u{fffd}'.to_string(),
            };
            if pieces.len() >= LETTERS_MAX {
                return;
            }
            let place = props.transform * glyph.transform();
            let width = match &**glyph {
                hayro_interpret::font::Glyph::Outline(outline) => outline.advance_width().map(f64::from),
                hayro_interpret::font::Glyph::Type3(_) => None,
            };
            let origin = place * Point::ZERO;
            let end = place * Point::new(width.unwrap_or(LETTER_WIDTH), 0.0);
            let size = (place * Point::new(0.0, PER_EM) - origin).hypot();
            // What runs up the margin, or is drawn across the page as a watermark, is no line.
            if (end.y - origin.y).abs() > (end.x - origin.x).abs() * 0.2 {
                continue;
            }
            pieces.push(Piece {
                text,
                left: origin.x.min(end.x),
                right: origin.x.max(end.x),
                level: origin.y,
                size,
                confidence: 100,
            });
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

/// The largest picture of each of the first pages, in grey.
pub(crate) fn pictures(pdf: &Pdf, pages_max: u32, pixels_max: u64) -> Result<Vec<GrayImage>, Unreadable> {
    let mut found = Vec::new();
    let mut refused = None;
    each_page(pdf, pages_max, |run| {
        let mut largest = Largest { picture: None, pixels_max, refused: None };
        run(&mut largest);
        refused = refused.take().or(largest.refused);
        found.extend(largest.picture);
    });
    match refused {
        Some(refused) if found.is_empty() => Err(refused),
        _ => Ok(found),
    }
}

/// Takes the largest picture of a page.
struct Largest {
    picture: Option<GrayImage>,
    pixels_max: u64,
    refused: Option<Unreadable>,
}

impl Device<'_> for Largest {
    fn draw_image(&mut self, image: Image<'_, '_>, _: ImageDrawProps<'_>) {
        let (width, height) = (image.width(), image.height());
        let pixels = u64::from(width) * u64::from(height);
        let known =
            self.picture.as_ref().map_or(0, |known| u64::from(known.width()) * u64::from(known.height()));
        if width < PICTURE_MIN || height < PICTURE_MIN || pixels <= known {
            return;
        }
        if pixels > self.pixels_max {
            let detail =
                format!("a picture in it has {width} × {height} points, more than {}", self.pixels_max);
            self.refused = Some(Unreadable::TooLarge { detail });
            return;
        }
        let mut taken = None;
        match image {
            Image::Stencil(stencil) => stencil.with_stencil(
                // What is painted is dark.
                |mask, _| {
                    taken = gray(mask.width, mask.height, mask.data.iter().map(|byte| 255 - byte).collect())
                },
                None,
            ),
            Image::Raster(raster) => raster.with_rgba(
                |data, _| {
                    taken = match data {
                        ImageData::Luma(luma) => gray(luma.width, luma.height, luma.data),
                        ImageData::Rgb(rgb) => {
                            gray(rgb.width, rgb.height, rgb.data.chunks_exact(3).map(luma).collect())
                        }
                    }
                },
                None,
            ),
        }
        if taken.is_some() {
            self.picture = taken;
        }
    }

    fn draw_glyph_run(&mut self, _: &GlyphRun<'_, '_>, _: DrawProps<'_>, _: &DrawMode) {}
    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

fn gray(width: u32, height: u32, data: Vec<u8>) -> Option<GrayImage> {
    GrayImage::from_raw(width, height, data)
}

/// How bright a colour is (ITU-R BT.601, in whole numbers).
fn luma(rgb: &[u8]) -> u8 {
    let sum = 299 * u32::from(rgb[0]) + 587 * u32::from(rgb[1]) + 114 * u32::from(rgb[2]);
    u8::try_from(sum / 1000).unwrap_or(u8::MAX)
}
