//! A picture made ready to be read: of a good size, on even paper, upright, straight.

use image::imageops::{FilterType, resize, rotate90, rotate180, rotate270};
use image::{GrayImage, Luma};
use skytally_money::receipt::Unreadable;

use crate::tesseract::{Layout, Tesseract};

/// Narrower pictures are made larger: letters want some twenty points.
const WIDTH_MIN: u32 = 1000;
/// By no more than this.
const GROWTH_MAX: u32 = 3;
/// Larger ones are made smaller: more points say nothing more, and take time.
const POINTS_MAX: u64 = 9_000_000;
/// Pages are photographed askew by so many degrees at most.
const SKEW_MAX: f64 = 15.0;
/// Less than this is straight.
const SKEW_MIN: f64 = 0.15;
/// Side of the picture on which the skew is measured.
const SKEW_SIDE: u32 = 1000;
/// Points that are measured at most.
const SKEW_POINTS_MAX: usize = 120_000;
/// A picture that is straighter by so much less than this was not askew.
const SKEW_GAIN: f64 = 1.02;
/// Side of the squares in which the paper's brightness is measured.
const SQUARE: u32 = 32;
/// Darker paper is no paper.
const PAPER_MIN: u8 = 48;

/// Ways of reading, the likeliest first. A photograph that one of them garbles is often read by another.
pub(crate) const WAYS: [Way; 3] = [Way::Even, Way::Smooth, Way::Inked];

/// What is done to a picture before it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// Nothing more than even paper.
    Even,
    /// Without the grain of a dark photograph.
    Smooth,
    /// Ink and paper, told apart in each neighbourhood.
    Inked,
}

impl Way {
    pub(crate) fn of(self, picture: &GrayImage) -> GrayImage {
        match self {
            Self::Even => picture.clone(),
            Self::Smooth => smooth(picture),
            Self::Inked => inked(&smooth(picture)),
        }
    }

    pub(crate) fn layout(self) -> Layout {
        match self {
            Self::Even => Layout::Column,
            Self::Smooth | Self::Inked => Layout::Block,
        }
    }
}

/// A picture of a good size on even paper, the right way up and straight.
pub(crate) fn upright(tesseract: &Tesseract, picture: GrayImage) -> Result<GrayImage, Unreadable> {
    if picture.width() == 0 || picture.height() == 0 {
        return Err(Unreadable::NoText);
    }
    let even = even(&sized(picture));
    let turned = match tesseract.turn(&even) {
        90 => rotate90(&even),
        180 => rotate180(&even),
        270 => rotate270(&even),
        _ => even,
    };
    let skew = skew(&turned);
    Ok(if skew.abs() < SKEW_MIN { turned } else { turned_by(&turned, skew) })
}

fn sized(picture: GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let points = u64::from(width) * u64::from(height);
    if points > POINTS_MAX {
        let factor = (POINTS_MAX as f64 / points as f64).sqrt();
        let side = |side: u32| ((f64::from(side) * factor) as u32).max(1);
        return resize(&picture, side(width), side(height), FilterType::Triangle);
    }
    let growth = (WIDTH_MIN.div_ceil(width.min(height).max(1))).clamp(1, GROWTH_MAX);
    if growth == 1 || points * u64::from(growth) * u64::from(growth) > POINTS_MAX {
        return picture;
    }
    resize(&picture, width * growth, height * growth, FilterType::CatmullRom)
}

/// The brightness under which a share of points lies.
fn percentile(counts: &[u32; 256], share: f64) -> u8 {
    let all: u64 = counts.iter().map(|count| u64::from(*count)).sum();
    let wanted = (all as f64 * share) as u64;
    let mut seen = 0;
    for (value, count) in (0_u8..=255).zip(counts) {
        seen += u64::from(*count);
        if seen > wanted {
            return value;
        }
    }
    255
}

fn counts(points: impl Iterator<Item = u8>) -> [u32; 256] {
    let mut counts = [0; 256];
    for value in points {
        counts[usize::from(value)] += 1;
    }
    counts
}

/// Takes shadows off: each point against the paper around it, then black to white over the whole range.
fn even(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let (across, down) = (width.div_ceil(SQUARE), height.div_ceil(SQUARE));
    // The paper of each square: nine tenths of its points are darker.
    let paper = GrayImage::from_fn(across, down, |x, y| {
        let (left, top) = (x * SQUARE, y * SQUARE);
        let rows = top..(top + SQUARE).min(height);
        let points =
            rows.flat_map(|y| (left..(left + SQUARE).min(width)).map(move |x| picture.get_pixel(x, y).0[0]));
        Luma([percentile(&counts(points), 0.9).max(PAPER_MIN)])
    });
    let at = |x: u32, y: u32| f64::from(paper.get_pixel(x.min(across - 1), y.min(down - 1)).0[0]);
    let mut even = GrayImage::from_fn(width, height, |x, y| {
        let place = |side: u32| (f64::from(side) / f64::from(SQUARE) - 0.5).max(0.0);
        let (px, py) = (place(x), place(y));
        let (x0, y0) = (px as u32, py as u32);
        let (fx, fy) = (px - f64::from(x0), py - f64::from(y0));
        let above = at(x0, y0) * (1.0 - fx) + at(x0 + 1, y0) * fx;
        let below = at(x0, y0 + 1) * (1.0 - fx) + at(x0 + 1, y0 + 1) * fx;
        let white = above * (1.0 - fy) + below * fy;
        Luma([(f64::from(picture.get_pixel(x, y).0[0]) * 250.0 / white).min(255.0) as u8])
    });
    let counts = counts(even.iter().copied());
    let (black, white) = (percentile(&counts, 0.005), percentile(&counts, 0.6));
    if white.saturating_sub(black) > 30 {
        let range = f64::from(white - black);
        for value in even.iter_mut() {
            *value = (f64::from(value.saturating_sub(black)) * 255.0 / range).min(255.0) as u8;
        }
    }
    even
}

/// The angle in degrees by which a page must be turned clockwise to be straight: that at which its lines part best from the gaps between.
fn skew(picture: &GrayImage) -> f64 {
    let longest = picture.width().max(picture.height());
    let factor = (f64::from(SKEW_SIDE) / f64::from(longest)).min(1.0);
    let side = |side: u32| ((f64::from(side) * factor) as u32).max(1);
    let small = resize(picture, side(picture.width()), side(picture.height()), FilterType::Triangle);
    let dark: Vec<(f64, f64)> = small
        .enumerate_pixels()
        .filter(|(.., point)| point.0[0] < 128)
        .map(|(x, y, _)| (f64::from(x), f64::from(y)))
        .collect();
    let step = dark.len().div_ceil(SKEW_POINTS_MAX).max(1);
    let dark: Vec<(f64, f64)> = dark.into_iter().step_by(step).collect();
    let size = f64::from(small.width() + small.height());
    let parting = |degrees: f64| {
        let (sin, cos) = degrees.to_radians().sin_cos();
        let mut rows = vec![0_u32; 2 * size as usize + 2];
        for (x, y) in &dark {
            // The row of a point after turning.
            let row = x * sin + y * cos + size;
            if let Some(count) = rows.get_mut(row as usize) {
                *count += 1;
            }
        }
        rows.windows(2).map(|two| f64::from(two[0].abs_diff(two[1])).powi(2)).sum::<f64>()
    };
    let best_of = |from: f64, to: f64, step: f64| {
        let count = ((to - from) / step).round() as i32;
        (0..=count)
            .map(|at| from + f64::from(at) * step)
            .map(|degrees| (parting(degrees), degrees))
            .max_by(|one, other| one.0.total_cmp(&other.0))
            .unwrap_or((0.0, 0.0))
    };
    let (_, coarse) = best_of(-SKEW_MAX, SKEW_MAX, 0.5);
    let (best, fine) = best_of(coarse - 0.5, coarse + 0.5, 0.1);
    if best > parting(0.0) * SKEW_GAIN { fine } else { 0.0 }
}

/// Turns a picture clockwise about its middle; what comes in at the corners is paper.
fn turned_by(picture: &GrayImage, degrees: f64) -> GrayImage {
    let (width, height) = picture.dimensions();
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (cx, cy) = (f64::from(width) / 2.0, f64::from(height) / 2.0);
    // Room for the corners.
    let grown = |along: f64, across: f64| (along * cos.abs() + across * sin.abs()).ceil() as u32;
    let (wide, high) =
        (grown(f64::from(width), f64::from(height)), grown(f64::from(height), f64::from(width)));
    let (mx, my) = (f64::from(wide) / 2.0, f64::from(high) / 2.0);
    GrayImage::from_fn(wide, high, |x, y| {
        let (dx, dy) = (f64::from(x) - mx, f64::from(y) - my);
        // Backwards: where the point came from.
        Luma([sample(picture, dx * cos + dy * sin + cx, -dx * sin + dy * cos + cy)])
    })
}

/// A point between points.
fn sample(picture: &GrayImage, x: f64, y: f64) -> u8 {
    if x < 0.0 || y < 0.0 || x > f64::from(picture.width() - 1) || y > f64::from(picture.height() - 1) {
        return 255;
    }
    let (x0, y0) = (x as u32, y as u32);
    let (x1, y1) = ((x0 + 1).min(picture.width() - 1), (y0 + 1).min(picture.height() - 1));
    let (fx, fy) = (x - f64::from(x0), y - f64::from(y0));
    let at = |x: u32, y: u32| f64::from(picture.get_pixel(x, y).0[0]);
    let above = at(x0, y0) * (1.0 - fx) + at(x1, y0) * fx;
    let below = at(x0, y1) * (1.0 - fx) + at(x1, y1) * fx;
    (above * (1.0 - fy) + below * fy) as u8
}

/// The median of each point and its neighbours: grain goes, edges stay.
fn smooth(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    GrayImage::from_fn(width, height, |x, y| {
        let mut near = [0_u8; 9];
        let mut count = 0;
        for ny in y.saturating_sub(1)..=(y + 1).min(height - 1) {
            for nx in x.saturating_sub(1)..=(x + 1).min(width - 1) {
                near[count] = picture.get_pixel(nx, ny).0[0];
                count += 1;
            }
        }
        let near = &mut near[..count];
        near.sort_unstable();
        Luma([near[count / 2]])
    })
}

/// Ink and paper by the mean and the spread of each neighbourhood (Sauvola and Pietikäinen 2000), over sums that make any neighbourhood cost the same.
fn inked(picture: &GrayImage) -> GrayImage {
    const REACH: u32 = 20;
    const SPREAD: f64 = 128.0;
    const WEIGHT: f64 = 0.25;
    let (width, height) = picture.dimensions();
    let across = width as usize + 1;
    let mut sums = vec![(0_u64, 0_u64); across * (height as usize + 1)];
    for y in 0..height as usize {
        let mut row = (0_u64, 0_u64);
        for x in 0..width as usize {
            let value = u64::from(picture.as_raw()[y * width as usize + x]);
            row = (row.0 + value, row.1 + value * value);
            let above = sums[y * across + x + 1];
            sums[(y + 1) * across + x + 1] = (above.0 + row.0, above.1 + row.1);
        }
    }
    GrayImage::from_fn(width, height, |x, y| {
        let (left, top) = (x.saturating_sub(REACH) as usize, y.saturating_sub(REACH) as usize);
        let (right, bottom) = ((x + REACH + 1).min(width) as usize, (y + REACH + 1).min(height) as usize);
        let at = |x: usize, y: usize| sums[y * across + x];
        let sum = |of: fn((u64, u64)) -> u64| {
            (of(at(right, bottom)) + of(at(left, top)) - of(at(right, top)) - of(at(left, bottom))) as f64
        };
        let count = ((right - left) * (bottom - top)) as f64;
        let mean = sum(|sums| sums.0) / count;
        let spread = (sum(|sums| sums.1) / count - mean * mean).max(0.0).sqrt();
        let threshold = mean * (1.0 + WEIGHT * (spread / SPREAD - 1.0));
        Luma([if f64::from(picture.get_pixel(x, y).0[0]) > threshold { 255 } else { 0 }])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of dashes, turned clockwise.
    fn page(degrees: f64) -> GrayImage {
        let straight = GrayImage::from_fn(600, 800, |x, y| {
            let ink = y % 40 < 12 && x > 60 && x < 540 && x % 14 < 9 && y > 40 && y < 760;
            Luma([if ink { 20 } else { 240 }])
        });
        turned_by(&straight, degrees)
    }

    #[test]
    fn the_skew_of_a_page_is_measured() {
        for degrees in [0.0, 1.3, -3.0, 7.5, -12.0] {
            let found = skew(&page(degrees));
            assert!((found + degrees).abs() < 0.3, "{degrees}: {found}");
        }
    }

    #[test]
    fn shadows_go() {
        let shadow = GrayImage::from_fn(400, 300, |x, y| {
            let paper = 90 + x / 3;
            let ink = y % 30 < 6 && x % 12 < 6;
            Luma([u8::try_from(if ink { paper / 3 } else { paper }).unwrap()])
        });
        let even = even(&shadow);
        for x in [100_u32, 250, 390] {
            let (ink, paper) = (even.get_pixel(x / 12 * 12 + 2, 92).0[0], even.get_pixel(x, 105).0[0]);
            assert!(ink < 60 && paper > 230, "at {x}: ink {ink}, paper {paper}");
        }
    }

    #[test]
    fn any_size_is_taken() {
        for (width, height) in [(1, 1), (3, 2000), (2000, 3), (31, 33)] {
            let picture = GrayImage::from_pixel(width, height, Luma([200]));
            let even = even(&sized(picture));
            let _ = skew(&even);
            for way in WAYS {
                assert_eq!(way.of(&even).dimensions(), even.dimensions());
            }
        }
    }
}
