//! One listing: pages, items, documents.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use futures_util::{Stream, StreamExt, stream};
use serde_json::{Map, Value, json};
use skytally_aws::CallError;
use skytally_catalog::{ListDecode, Listing, Prepare};
use skytally_model::{CauseClass, CoverageState, Region};
use tokio::sync::OnceCell;

use crate::answer::{csv_rows, to_paging};
use crate::documents::{Draft, Parent, Place};
use crate::parts::Named;
use crate::plan::Planned;
use crate::run::{Event, Run};

/// Documents of one listing that are put together at the same time. They are handed on in the order of the listing, so that
/// of two items with the same id always the same one counts.
const TOGETHER: usize = 24;

/// What a listing gave, beside the documents that have been handed on.
pub(crate) struct Listed {
    pub(crate) state: CoverageState,
    pub(crate) documents: usize,
    /// Kept only when other kinds are listed for these documents.
    pub(crate) parents: Vec<Parent>,
}

impl Run<'_> {
    /// Lists a kind in a region and hands its documents on.
    pub(crate) async fn list(&self, planned: &Planned, region: &Region, parent: Option<&Parent>) -> Listed {
        let place = Place { kind: &planned.kind, region, parent };
        let mut listed = Listed { state: CoverageState::Complete, documents: 0, parents: Vec::new() };
        let Some(list) = &planned.kind.list else {
            let draft = Draft {
                data: json!({}),
                region: if planned.kind.global { Region::global() } else { region.clone() },
                incomplete: None,
                parts: Vec::new(),
                id: String::new(),
            };
            self.finish(planned, place, stream::iter([vec![draft]]), &mut listed).await;
            return listed;
        };
        if let Err(state) = self.prepare(place, list).await {
            return Listed { state, ..listed };
        }
        let nothing = json!({});
        let params = match list.params.fill(&self.scope(place, region, &nothing)) {
            Ok(params) => params,
            Err(unfilled) => {
                let cause = self.malformed(
                    &planned.kind.service,
                    &list.operation,
                    CauseClass::Invalid,
                    unfilled.to_string(),
                );
                return Listed { state: CoverageState::Failed { cause }, ..listed };
            }
        };
        let ask = self.ask_region(place);
        let paging = list.paging.as_ref().map(to_paging);
        let mut pages = match self.client.pages(&planned.kind.service, &list.operation, &ask, params, paging)
        {
            Ok(pages) => pages,
            Err(error) => return Listed { state: self.state(list, error), ..listed },
        };
        // While documents of one page are put together, the next page is already asked for.
        let failed: Mutex<Option<CoverageState>> = Mutex::new(None);
        let fail = |state| *failed.lock().unwrap_or_else(PoisonError::into_inner) = Some(state);
        let size = chunk_size(planned);
        let chunks = stream::unfold(&mut pages, |pages| async {
            let page = match pages.next().await {
                Ok(page) => page?,
                Err(error) => {
                    fail(self.state(list, error));
                    return None;
                }
            };
            match items(list, page) {
                Ok(items) => Some((stream::iter(in_chunks(self.drafts(place, items), size)), pages)),
                Err(reason) => {
                    let cause =
                        self.malformed(&planned.kind.service, &list.operation, CauseClass::Malformed, reason);
                    fail(CoverageState::Failed { cause });
                    None
                }
            }
        })
        .flatten()
        .boxed();
        self.finish(planned, place, chunks, &mut listed).await;
        if let Some(state) = failed.into_inner().unwrap_or_else(PoisonError::into_inner) {
            listed.state = state;
        }
        listed
    }

    /// Where a listing is asked: in its region, or in the partition's home region.
    fn ask_region(&self, place: Place<'_>) -> Region {
        if place.region.is_global() { self.account.partition.home_region() } else { place.region.clone() }
    }

    /// Describes drafts, fetches their parts and hands the documents on.
    async fn finish(
        &self,
        planned: &Planned,
        place: Place<'_>,
        chunks: impl Stream<Item = Vec<Draft>>,
        listed: &mut Listed,
    ) {
        let named: OnceCell<Named> = OnceCell::new();
        let mut finished = std::pin::pin!(
            chunks
                .map(|chunk| async {
                    let named = named.get_or_init(|| self.named(place, &planned.parts)).await;
                    self.chunk(planned, place, named, chunk).await
                })
                .buffered(TOGETHER)
        );
        let mut seen = HashSet::new();
        while let Some(drafts) = finished.next().await {
            for draft in drafts {
                // AWS may give an item twice when something changes between two pages.
                let own = if draft.region == *place.region {
                    draft.id.clone()
                } else {
                    format!("{}\n{}", draft.region, draft.id)
                };
                if !seen.insert(own) {
                    continue;
                }
                listed.documents += 1;
                if self.parents.contains(&planned.kind.kind) {
                    listed.parents.push(Parent { id: draft.id.clone(), data: draft.data.clone() });
                }
                if planned.wanted {
                    self.sink.document(self.document(place, draft));
                }
            }
            (self.event)(Event::Documents {
                kind: &planned.kind.kind,
                region: place.region,
                so_far: listed.documents,
            });
        }
    }

    async fn chunk(
        &self,
        planned: &Planned,
        place: Place<'_>,
        named: &Named,
        drafts: Vec<Draft>,
    ) -> Vec<Draft> {
        let mut drafts = self.describe(place, drafts).await;
        let mut kept = Vec::with_capacity(drafts.len());
        for mut draft in drafts.drain(..) {
            self.locate(place, &mut draft).await;
            if let Err(cause) = self.identify(place, &mut draft) {
                // It is there, so it is shown, even without a name to call it by.
                draft.id = format!("(unnamed {})", planned.kind.title);
                draft.incomplete = Some(cause);
            }
            kept.push(draft);
        }
        self.parts(place, &planned.parts, named, &mut kept).await;
        kept
    }

    /// Repeats the preparing call until its answer has the wanted values.
    async fn prepare(&self, place: Place<'_>, list: &Listing) -> Result<(), CoverageState> {
        let Some(prepare) = &list.prepare else { return Ok(()) };
        let nothing = json!({});
        let service = &place.kind.service;
        let failed = |class, message: String| CoverageState::Failed {
            cause: self.malformed(service, &prepare.operation, class, message),
        };
        let params: Map<String, Value> = prepare
            .params
            .fill(&self.scope(place, place.region, &nothing))
            .map_err(|unfilled| failed(CauseClass::Invalid, unfilled.to_string()))?;
        let params = Value::Object(params);
        for attempt in 0..prepare.attempts {
            if attempt > 0 {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            match self.client.call(service, &prepare.operation, &self.ask_region(place), &params).await {
                Ok(answer) if holds(prepare, &answer) => return Ok(()),
                Ok(_) => {}
                Err(error) => return Err(self.state(list, error)),
            }
        }
        let message = format!("not ready after {} tries", prepare.attempts);
        Err(failed(CauseClass::Transient, message))
    }

    /// What a failed listing means.
    fn state(&self, list: &Listing, error: CallError) -> CoverageState {
        if error.is_code(&list.absent) {
            return CoverageState::Complete;
        }
        let unavailable = error.is_code(&list.unavailable) || error.class == CauseClass::Unavailable;
        let cause = self.cause(error);
        match cause.class {
            _ if unavailable => CoverageState::Unavailable { cause },
            CauseClass::Denied => CoverageState::Denied { cause },
            _ => CoverageState::Failed { cause },
        }
    }
}

fn holds(prepare: &Prepare, answer: &Value) -> bool {
    let wanted: &BTreeMap<String, String> = &prepare.until;
    wanted.iter().all(|(member, value)| answer.get(member).and_then(Value::as_str) == Some(value))
}

/// The items of a page, with blobs decoded.
fn items(list: &Listing, mut page: Value) -> Result<Vec<Value>, String> {
    for (member, how) in &list.decode {
        match how {
            ListDecode::Csv => {
                let rows = page.get(member).map(csv_rows).transpose()?;
                if let (Some(rows), Value::Object(members)) = (rows, &mut page) {
                    members.insert(member.clone(), rows);
                }
            }
        }
    }
    Ok(list.items.take_all(page))
}

/// How many documents are put together in one go: as many as the largest batch takes, else one.
fn chunk_size(planned: &Planned) -> usize {
    let parts =
        planned.kind.parts.iter().filter(|(name, _)| planned.parts.contains(*name)).map(|(_, call)| call);
    let batches = planned.kind.get.iter().chain(parts).filter_map(|call| call.batch.as_ref());
    batches.map(|batch| batch.size).max().unwrap_or(1)
}

fn in_chunks(drafts: Vec<Draft>, size: usize) -> Vec<Vec<Draft>> {
    let mut chunks = Vec::with_capacity(drafts.len() / size + 1);
    let mut drafts = drafts.into_iter();
    loop {
        let chunk: Vec<Draft> = drafts.by_ref().take(size).collect();
        if chunk.is_empty() {
            return chunks;
        }
        chunks.push(chunk);
    }
}
