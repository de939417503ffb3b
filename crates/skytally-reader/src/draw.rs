//! Draws a page for people to look at: of a PDF as it would be printed, of a picture the picture itself, upright and no larger than a screen needs.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::page::Page;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{DynamicImage, GrayImage, ImageEncoder as _, ImageResult, RgbImage};
use skytally_money::receipt::{Drawn, MediaType, NotDrawn, Unreadable, media_type};

use crate::picture::on_white;
use crate::{Options, pdf, picture};

/// Points of the shorter side of a PDF's page: of a letter's page some 165 to an inch, by which small print can be read.
const PAGE_SIDE: f64 = 1400.0;
/// A page is drawn so many times larger than it is at most: on a stamp there is no more to be seen.
const GROWTH_MAX: f64 = 4.0;
/// Points of a picture that is given out.
const POINTS_MAX: f64 = 3_500_000.0;
/// Points of its longest side.
const SIDE_MAX: f64 = 8_000.0;
/// A PNG of more bytes is a photograph, which JPEG says in a tenth of them.
const PNG_MAX_BYTES: usize = 1_200_000;
/// How well a JPEG keeps what it shows, of 100.
const JPEG_QUALITY: u8 = 85;

/// Draws a page, the first being 1.
///
/// # Errors
/// Why it cannot be drawn.
pub fn draw(bytes: Vec<u8>, page: u32, options: &Options) -> Result<(Drawn, Vec<u8>), NotDrawn> {
    if bytes.is_empty() {
        return Err(Unreadable::Empty.into());
    }
    let kind = media_type(&bytes).ok_or(Unreadable::Type)?;
    let (picture, pages_in_file) = if kind == MediaType::Pdf {
        let file = pdf::open(bytes)?;
        let pages = file.pages();
        let pages_in_file = u32::try_from(pages.len()).unwrap_or(u32::MAX);
        let at = usize::try_from(page).unwrap_or(usize::MAX).checked_sub(1);
        let page = at.and_then(|at| pages.get(at)).ok_or(NotDrawn::NoSuchPage { pages_in_file })?;
        (of_page(page)?, pages_in_file)
    } else {
        if page != 1 {
            return Err(NotDrawn::NoSuchPage { pages_in_file: 1 });
        }
        (on_screen(picture::decode(&bytes, kind, options)?), 1)
    };
    let (width, height) = picture.dimensions();
    let (media_type, bytes) = encoded(picture, matches!(kind, MediaType::Pdf | MediaType::Png))
        .map_err(|error| Unreadable::Crashed { detail: format!("its picture cannot be written: {error}") })?;
    Ok((Drawn { media_type, width, height, pages_in_file }, bytes))
}

/// By how much something of a size may grow, or must shrink, to be no larger than what is given out.
fn fitting(width: f64, height: f64) -> f64 {
    (POINTS_MAX / (width * height)).sqrt().min(SIDE_MAX / width.max(height))
}

/// A page of a PDF, on white.
fn of_page(page: &Page<'_>) -> Result<RgbImage, Unreadable> {
    let (width, height) = page.render_dimensions();
    let (width, height) = (f64::from(width), f64::from(height));
    let scale = (PAGE_SIDE / width.min(height)).min(GROWTH_MAX).min(fitting(width, height));
    // So long and thin that a side vanishes, or of no size that can be reckoned with.
    let drawable = |side: f64| (1.0..=SIDE_MAX).contains(&(side * scale).floor());
    if !drawable(width) || !drawable(height) {
        return Err(Unreadable::Broken {
            detail: format!("a page of {width:.0} × {height:.0} points is no page"),
        });
    }
    let scale = scale as f32;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let cache = RenderCache::new();
    let drawn = render(page, &cache, &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let (width, height) = (drawn.width().into(), drawn.height().into());
    // Nothing shines through white paper.
    let points = drawn.data().iter().flat_map(|point| [point.r, point.g, point.b]).collect();
    RgbImage::from_raw(width, height, points)
        .ok_or_else(|| Unreadable::Crashed { detail: "the page has fewer points than its size".to_owned() })
}

/// A picture on white, made smaller where a screen does not need so much of it.
fn on_screen(picture: DynamicImage) -> RgbImage {
    let (width, height) = (picture.width(), picture.height());
    let scale = fitting(width.into(), height.into());
    let picture = if scale < 1.0 {
        let side = |side: u32| ((f64::from(side) * scale) as u32).max(1);
        picture.thumbnail_exact(side(width), side(height))
    } else {
        picture
    };
    if !picture.color().has_alpha() {
        return picture.into_rgb8();
    }
    let with_alpha = picture.into_rgba8();
    RgbImage::from_fn(with_alpha.width(), with_alpha.height(), |x, y| {
        let [red, green, blue, alpha] = with_alpha.get_pixel(x, y).0;
        image::Rgb([red, green, blue].map(|colour| on_white(colour, alpha)))
    })
}

/// As a PNG where sharp edges may be many, unless that is large; else as a JPEG. Without colour where there is none.
fn encoded(picture: RgbImage, sharp: bool) -> ImageResult<(MediaType, Vec<u8>)> {
    let plain = picture.pixels().all(|point| point.0[0] == point.0[1] && point.0[1] == point.0[2]);
    let picture = if plain {
        let points = picture.pixels().map(|point| point.0[0]).collect();
        let grey = GrayImage::from_raw(picture.width(), picture.height(), points);
        grey.map_or(DynamicImage::ImageRgb8(picture), DynamicImage::ImageLuma8)
    } else {
        DynamicImage::ImageRgb8(picture)
    };
    let (width, height, colour) = (picture.width(), picture.height(), picture.color().into());
    let mut bytes = Vec::new();
    if sharp {
        PngEncoder::new_with_quality(&mut bytes, CompressionType::Default, FilterType::Adaptive)
            .write_image(picture.as_bytes(), width, height, colour)?;
        if bytes.len() <= PNG_MAX_BYTES {
            return Ok((MediaType::Png, bytes));
        }
        bytes.clear();
    }
    JpegEncoder::new_with_quality(&mut bytes, JPEG_QUALITY).write_image(
        picture.as_bytes(),
        width,
        height,
        colour,
    )?;
    Ok((MediaType::Jpeg, bytes))
}
