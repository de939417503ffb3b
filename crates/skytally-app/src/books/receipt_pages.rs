//! Pages of receipts as pictures, for people to look at beside what was read. Drawn when somebody looks, by the process that reads (see
//! `receipt_reader/local.rs`), and kept nowhere: browsers keep what they have, and ask whether it is still so.

use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use skytally_model::WorkspaceId;
use skytally_money::receipt::{DrawAnswer, MediaType, NotDrawn, Unreadable, media_type};
use tokio::sync::{Semaphore, SemaphorePermit};

use super::receipt_reader::{LocalReader, ReceiptLimits};
use crate::access::Action;
use crate::app::App;
use crate::caller::Caller;
use crate::error::{AppError, Result};

/// The longest that drawing a page takes: somebody waits for it.
const DRAW_MAX: Duration = Duration::from_secs(12);
/// The longest that a page waits for its turn.
const TURN_MAX: Duration = Duration::from_secs(8);
/// The largest answer. A picture of nothing but noise, made to have as many points as any, has two thirds of it.
const ANSWER_MAX_BYTES: usize = 8 << 20;
/// The longest head of an answer.
const HEAD_MAX_BYTES: usize = 4096;
/// Grows when the same page would be drawn otherwise: what browsers have is asked for again then.
const DRAWN_SO: &str = "1";

/// A page as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PagePicture {
    /// What it is: PNG or JPEG.
    pub media_type: MediaType,
    /// Pages of the file.
    pub pages_in_file: u32,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A page that somebody looks at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPage {
    /// Which picture of which file it is: another picture has another version.
    pub version: String,
    /// The picture; none where the asker has it.
    pub picture: Option<PagePicture>,
}

/// Draws pages, so many at once.
#[derive(Debug, Clone)]
pub struct ReceiptDrawer {
    reader: LocalReader,
    places: Arc<Semaphore>,
}

impl ReceiptDrawer {
    /// Takes who reads receipts on this machine, whose limits of time and answer are made those of drawing, and how many pages are drawn at once.
    pub fn new(reader: LocalReader, at_once: usize) -> Self {
        let limits = ReceiptLimits {
            time: reader.limits.time.min(DRAW_MAX),
            answer_max_bytes: ANSWER_MAX_BYTES,
            ..reader.limits
        };
        let places = Arc::new(Semaphore::new(at_once.max(1)));
        Self { reader: LocalReader { limits, ..reader }, places }
    }

    /// A turn to draw, as long as it is held; none where others had all of them for so long.
    async fn turn(&self, most: Duration) -> Option<SemaphorePermit<'_>> {
        tokio::time::timeout(most, self.places.acquire()).await.ok()?.ok()
    }

    /// Draws a page, the first being 1. What the file is, its content says.
    ///
    /// Dropping the future ends the process.
    ///
    /// # Errors
    /// Why it cannot be drawn.
    pub async fn draw(&self, bytes: &[u8], page: NonZeroU32) -> std::result::Result<PagePicture, NotDrawn> {
        let mut answer = self.reader.draw(bytes, page.get()).await?;
        let crashed = |detail: String| Unreadable::Crashed { detail };
        let head = answer.iter().take(HEAD_MAX_BYTES).position(|byte| *byte == b'\n');
        let head = head.ok_or_else(|| crashed("its answer has no head".to_owned()))?;
        let said: DrawAnswer = serde_json::from_slice(&answer[..head])
            .map_err(|error| crashed(format!("its answer is none: {error}")))?;
        let drawn = said?;
        answer.drain(..=head);
        // Whoever parses a stranger's file is not believed in what it gives to a browser.
        let is_picture = matches!(drawn.media_type, MediaType::Png | MediaType::Jpeg)
            && media_type(&answer) == Some(drawn.media_type);
        if !is_picture {
            return Err(crashed("its answer is no picture".to_owned()).into());
        }
        Ok(PagePicture { media_type: drawn.media_type, pages_in_file: drawn.pages_in_file, bytes: answer })
    }
}

impl App {
    /// A page of a receipt as a picture, the first being 1; without the picture where `has` says of its version that the asker has it.
    ///
    /// # Errors
    /// They may not; there is no such receipt, or it has fewer pages; it cannot be drawn; too many are drawn at this moment.
    pub async fn receipt_page(
        &self,
        caller: &Caller,
        workspace: WorkspaceId,
        id: &str,
        page: NonZeroU32,
        has: impl FnOnce(&str) -> bool + Send,
    ) -> Result<SeenPage> {
        let scope = self.enter(caller, workspace, Action::ReadBooks).await?;
        let receipt = self.store.receipt(&scope, id).await?;
        let version = format!("{} {page} {} {DRAWN_SO}", receipt.sha256, env!("CARGO_PKG_VERSION"));
        if has(&version) {
            return Ok(SeenPage { version, picture: None });
        }
        // First a place, then the file: what waits holds no bytes.
        let _turn = self.drawer.turn(TURN_MAX).await.ok_or(AppError::Busy)?;
        let bytes = self
            .kept_bytes(workspace, &receipt)
            .await?
            .map_err(|why| AppError::Internal(format!("the receipt {id}: {why}")))?;
        match self.drawer.draw(&bytes, page).await {
            Ok(picture) => Ok(SeenPage { version, picture: Some(picture) }),
            Err(NotDrawn::NoSuchPage { .. }) => Err(AppError::NotFound("page of this receipt")),
            Err(NotDrawn::Unreadable(why)) => {
                tracing::info!(receipt = id, page, %why, "a page of a receipt is not drawn");
                Err(AppError::NotDrawable(why.to_string()))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn so_many_have_a_turn_at_once_and_who_waits_too_long_has_none() {
        let reader = LocalReader {
            program: "/no/such/program".into(),
            tesseract: None,
            heif_convert: None,
            limits: ReceiptLimits::default(),
        };
        let drawer = ReceiptDrawer::new(reader, 2);
        assert!(drawer.reader.limits.time <= DRAW_MAX, "somebody waits for it");
        // A clone has no turns of its own.
        let clone = drawer.clone();
        let first = drawer.turn(Duration::ZERO).await;
        let second = clone.turn(Duration::ZERO).await;
        assert!(first.is_some() && second.is_some());
        assert!(drawer.turn(Duration::ZERO).await.is_none());
        drop(first);
        assert!(drawer.turn(Duration::ZERO).await.is_some());
    }
}
