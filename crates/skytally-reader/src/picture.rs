//! Pictures: from bytes to points, the right way up as far as the camera knew.

use std::io::Cursor;

use image::error::{ImageError, LimitErrorKind};
use image::{DynamicImage, GrayImage, ImageDecoder as _, ImageFormat, ImageReader, Limits};
use skytally_money::receipt::{MediaType, Unreadable};

use crate::Options;
use crate::heic;

/// Memory that a decoder may take for a point: four channels of sixteen bits.
const BYTES_PER_POINT: u64 = 8;
/// Longest side.
const SIDE_MAX: u32 = 30_000;
/// A picture of fewer points a side has no text in it.
const SIDE_MIN: u32 = 16;

/// Whose word counts on which way up a picture is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Upright {
    /// The camera's, which notes how it was held.
    Noted,
    /// Whoever decoded it before has turned it.
    Already,
}

/// Decodes a picture.
pub(crate) fn decode(bytes: &[u8], kind: MediaType, options: &Options) -> Result<DynamicImage, Unreadable> {
    let format = match kind {
        MediaType::Jpeg => ImageFormat::Jpeg,
        MediaType::Png => ImageFormat::Png,
        MediaType::Webp => ImageFormat::WebP,
        MediaType::Heic => return heic::decode(options),
        MediaType::Pdf => return Err(Unreadable::Type),
    };
    points(bytes, format, Upright::Noted, options.pixels_max)
}

/// Decodes a picture of a format. Its size is looked at before any of its points is.
pub(crate) fn points(
    bytes: &[u8],
    format: ImageFormat,
    upright: Upright,
    pixels_max: u64,
) -> Result<DynamicImage, Unreadable> {
    let mut limits = Limits::default();
    limits.max_image_width = Some(SIDE_MAX);
    limits.max_image_height = Some(SIDE_MAX);
    limits.max_alloc = Some(pixels_max.saturating_mul(BYTES_PER_POINT));
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error, pixels_max))?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > pixels_max {
        return Err(too_large(width, height, pixels_max));
    }
    // A picture whose note cannot be read is taken as it is.
    let orientation = decoder.orientation().ok().filter(|_| upright == Upright::Noted);
    let mut picture = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error, pixels_max))?;
    if let Some(orientation) = orientation {
        picture.apply_orientation(orientation);
    }
    Ok(picture)
}

/// A picture in grey, if there may be text in it. What is transparent is paper.
pub(crate) fn grey(picture: DynamicImage) -> Result<GrayImage, Unreadable> {
    if picture.width() < SIDE_MIN || picture.height() < SIDE_MIN {
        return Err(Unreadable::NoText);
    }
    if !picture.color().has_alpha() {
        return Ok(picture.into_luma8());
    }
    let with_alpha = picture.into_luma_alpha8();
    Ok(GrayImage::from_fn(with_alpha.width(), with_alpha.height(), |x, y| {
        let [luma, alpha] = with_alpha.get_pixel(x, y).0;
        image::Luma([on_white(luma, alpha)])
    }))
}

/// A colour that shines through, on white.
pub(crate) fn on_white(colour: u8, alpha: u8) -> u8 {
    let (colour, alpha) = (u32::from(colour), u32::from(alpha));
    u8::try_from((colour * alpha + 255 * (255 - alpha)) / 255).unwrap_or(u8::MAX)
}

fn too_large(width: u32, height: u32, pixels_max: u64) -> Unreadable {
    Unreadable::TooLarge { detail: format!("{width} × {height} points, more than {pixels_max}") }
}

fn refused(error: &ImageError, pixels_max: u64) -> Unreadable {
    if let ImageError::Limits(limit) = error {
        let detail = match limit.kind() {
            LimitErrorKind::DimensionError => format!("a side has more than {SIDE_MAX} points"),
            _ => format!("it needs more memory than {pixels_max} points do"),
        };
        return Unreadable::TooLarge { detail };
    }
    let detail: String = error.to_string().chars().take(160).collect();
    Unreadable::Broken { detail }
}
