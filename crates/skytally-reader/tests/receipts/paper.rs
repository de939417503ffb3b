//! Photographs of receipts, made without a camera: text is set in a font that every PDF reader has, drawn as points, and then spoiled.

use hayro_interpret::font::{Glyph, GlyphRun};
use hayro_interpret::hayro_syntax::Pdf;
use hayro_interpret::kurbo::{Affine, BezPath, PathEl, Point, Rect};
use hayro_interpret::{
    BlendMode, ClipPath, Context, Device, DrawMode, DrawProps, Image, ImageDrawProps, InterpreterCache,
    InterpreterSettings, SoftMask, TransformExt as _, interpret_page,
};
use image::imageops::{FilterType, resize};
use image::{GrayImage, Luma};

/// Points in a point's side, before they are counted together.
const FINE: u32 = 4;

/// Draws the first page of a PDF in black on white, with so many points to an inch, cut to its text with a margin.
pub(crate) fn drawn(pdf: Vec<u8>, dpi: f64) -> GrayImage {
    let pdf = Pdf::new(pdf).unwrap();
    let page = &pdf.pages()[0];
    let (width, height) = page.render_dimensions();
    let scale = dpi / 72.0 * f64::from(FINE);
    let upright = Affine::scale(scale) * page.initial_transform(true).to_kurbo();
    let cache = InterpreterCache::new();
    let bounds = Rect::new(0.0, 0.0, f64::from(width) * scale, f64::from(height) * scale);
    let mut context = Context::new(upright, bounds, &cache, pdf.xref(), InterpreterSettings::default());
    let side = |side: f32| (f64::from(side) * scale).ceil() as u32;
    let mut ink = Ink { points: GrayImage::new(side(width), side(height)) };
    interpret_page(page, &mut context, &mut ink);
    cropped(&ink.points)
}

/// The text with a margin, each point the mean of its fine ones.
fn cropped(ink: &GrayImage) -> GrayImage {
    let dark = ink.enumerate_pixels().filter(|(.., point)| point.0[0] > 0);
    let (mut left, mut top, mut right, mut bottom) = (u32::MAX, u32::MAX, 0, 0);
    for (x, y, _) in dark {
        (left, top, right, bottom) = (left.min(x), top.min(y), right.max(x), bottom.max(y));
    }
    let margin = 40 * FINE;
    let (left, top) = (left.saturating_sub(margin), top.saturating_sub(margin));
    let (width, height) = ((right + margin - left) / FINE, (bottom + margin - top) / FINE);
    GrayImage::from_fn(width, height, |x, y| {
        let fine = (0..FINE * FINE).map(|at| {
            let (fx, fy) = (left + x * FINE + at % FINE, top + y * FINE + at / FINE);
            u32::from(if fx < ink.width() && fy < ink.height() { ink.get_pixel(fx, fy).0[0] } else { 0 })
        });
        Luma([255 - u8::try_from(fine.sum::<u32>() / (FINE * FINE)).unwrap()])
    })
}

/// Fills the outlines of letters.
struct Ink {
    points: GrayImage,
}

impl Device<'_> for Ink {
    fn draw_glyph_run(&mut self, run: &GlyphRun<'_, '_>, props: DrawProps<'_>, _: &DrawMode) {
        for glyph in run.glyphs() {
            if let Glyph::Outline(outline) = &**glyph {
                self.fill(props.transform * glyph.transform() * outline.outline());
            }
        }
    }

    fn draw_path(&mut self, _: &BezPath, _: DrawProps<'_>, _: &DrawMode) {}
    fn push_clip_path(&mut self, _: &ClipPath) {}
    fn push_transparency_group(&mut self, _: f32, _: Option<SoftMask<'_>>, _: BlendMode) {}
    fn draw_image(&mut self, _: Image<'_, '_>, _: ImageDrawProps<'_>) {}
    fn pop_clip(&mut self) {}
    fn pop_transparency_group(&mut self) {}
}

impl Ink {
    /// Row by row: inside is where more edges go down than up, or the other way round.
    fn fill(&mut self, path: BezPath) {
        let mut edges: Vec<(Point, Point)> = Vec::new();
        let (mut from, mut start) = (Point::ZERO, Point::ZERO);
        path.flatten(0.2, |element| match element {
            PathEl::MoveTo(to) => (from, start) = (to, to),
            PathEl::LineTo(to) => {
                edges.push((from, to));
                from = to;
            }
            _ => {
                edges.push((from, start));
                from = start;
            }
        });
        let ends = || edges.iter().flat_map(|(one, other)| [one.y, other.y]);
        let (top, bottom) = (ends().fold(f64::INFINITY, f64::min), ends().fold(0.0, f64::max));
        if !top.is_finite() {
            return;
        }
        for row in top.max(0.0) as u32..=(bottom as u32).min(self.points.height() - 1) {
            let level = f64::from(row) + 0.5;
            let mut crossings: Vec<(f64, i32)> = edges
                .iter()
                .filter(|(one, other)| (one.y <= level) != (other.y <= level))
                .map(|(one, other)| {
                    let at = one.x + (level - one.y) / (other.y - one.y) * (other.x - one.x);
                    (at, if one.y < other.y { 1 } else { -1 })
                })
                .collect();
            crossings.sort_by(|one, other| one.0.total_cmp(&other.0));
            let mut winding = 0;
            for two in crossings.windows(2) {
                winding += two[0].1;
                if winding != 0 {
                    let right = (two[1].0.max(0.0) as u32).min(self.points.width());
                    for x in two[0].0.max(0.0) as u32..right {
                        self.points.put_pixel(x, row, Luma([255]));
                    }
                }
            }
        }
    }
}

/// What happens to a receipt on its way into a file.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Spoil {
    /// Turned clockwise by so many degrees.
    Turned(f64),
    /// Half as many points.
    Half,
    /// Pale ink.
    Faded,
    /// A shadow from one side, and paper that is not white.
    Shadow,
    /// Out of focus.
    Blurred,
    /// The grain of a dark room: so much brighter or darker, by chance.
    Grain(i32),
}

pub(crate) fn spoiled(picture: GrayImage, how: &[Spoil]) -> GrayImage {
    how.iter().fold(picture, |picture, how| match how {
        Spoil::Turned(degrees) => turned(&picture, *degrees),
        Spoil::Half => resize(&picture, picture.width() / 2, picture.height() / 2, FilterType::Triangle),
        Spoil::Faded => each(&picture, |_, _, value| 150 + value * 90 / 255),
        Spoil::Shadow => {
            let width = i32::try_from(picture.width()).unwrap();
            each(&picture, |x, y, value| value * (110 + 130 * x / width - (y / 40) % 8) / 255)
        }
        Spoil::Blurred => image::imageops::blur(&picture, 1.1),
        Spoil::Grain(most) => {
            // The same each time: xorshift (Marsaglia 2003).
            let mut state = 0x9e37_79b9_7f4a_7c15_u64;
            each(&picture, |_, _, value| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                value + i32::try_from(state % (2 * u64::try_from(*most).unwrap() + 1)).unwrap() - most
            })
        }
    })
}

fn each(picture: &GrayImage, mut of: impl FnMut(i32, i32, i32) -> i32) -> GrayImage {
    GrayImage::from_fn(picture.width(), picture.height(), |x, y| {
        let value =
            of(i32::try_from(x).unwrap(), i32::try_from(y).unwrap(), picture.get_pixel(x, y).0[0].into());
        Luma([u8::try_from(value.clamp(0, 255)).unwrap()])
    })
}

fn turned(picture: &GrayImage, degrees: f64) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (width, height) = (f64::from(picture.width()), f64::from(picture.height()));
    let (wide, high) = (width * cos.abs() + height * sin.abs(), height * cos.abs() + width * sin.abs());
    GrayImage::from_fn(wide.ceil() as u32, high.ceil() as u32, |x, y| {
        let (dx, dy) = (f64::from(x) - wide / 2.0, f64::from(y) - high / 2.0);
        let (from_x, from_y) = (dx * cos + dy * sin + width / 2.0, dy * cos - dx * sin + height / 2.0);
        let inside = from_x >= 0.0 && from_y >= 0.0 && from_x < width - 1.0 && from_y < height - 1.0;
        if !inside {
            return Luma([230]);
        }
        let (left, top) = (from_x as u32, from_y as u32);
        let (fx, fy) = (from_x.fract(), from_y.fract());
        let at = |x: u32, y: u32| f64::from(picture.get_pixel(x, y).0[0]);
        let above = at(left, top) * (1.0 - fx) + at(left + 1, top) * fx;
        let below = at(left, top + 1) * (1.0 - fx) + at(left + 1, top + 1) * fx;
        Luma([(above * (1.0 - fy) + below * fy) as u8])
    })
}
