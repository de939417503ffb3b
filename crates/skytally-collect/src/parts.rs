//! Further calls about resources: one by one, in batches, or only about those that a cheaper listing names.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use skytally_catalog::{Call, CallRegion, plain};
use skytally_model::{Cause, CauseClass, Json, Part, Region};

use crate::answer::{take, whole};
use crate::documents::{Draft, Place};
use crate::run::Run;

/// What the cheaper listings of one kind in one region gave, by part.
pub(crate) type Named = BTreeMap<String, Result<BTreeSet<String>, Cause>>;

impl Run<'_> {
    /// Makes the cheaper listings of a kind's parts, once.
    pub(crate) async fn named(&self, place: Place<'_>, wanted: &BTreeSet<String>) -> Named {
        let mut named = Named::new();
        for (name, call) in place.kind.parts.iter().filter(|(name, _)| wanted.contains(*name)) {
            let Some(among) = &call.among else { continue };
            let service = call.service.as_deref().unwrap_or(&place.kind.service);
            let nothing = Value::Object(serde_json::Map::new());
            let params = among.params.fill(&self.scope(place, place.region, &nothing));
            let listed = match params {
                Err(unfilled) => {
                    Err(self.malformed(service, &among.operation, CauseClass::Invalid, unfilled.to_string()))
                }
                Ok(params) => whole(self.client, service, &among.operation, place.region, params, None)
                    .await
                    .map_err(|error| self.cause(error)),
            };
            let keys = listed.map(|answer| {
                let items = among.items.take_all(answer);
                items.iter().filter_map(|item| among.key.find(item).map(plain)).collect()
            });
            named.insert(name.clone(), keys);
        }
        named
    }

    /// Fetches the wanted parts of drafts.
    pub(crate) async fn parts(
        &self,
        place: Place<'_>,
        wanted: &BTreeSet<String>,
        named: &Named,
        drafts: &mut [Draft],
    ) {
        let mut single = Vec::new();
        for (name, call) in place.kind.parts.iter().filter(|(name, _)| wanted.contains(*name)) {
            if call.batch.is_some() {
                let asked: Vec<usize> =
                    (0..drafts.len()).filter(|&at| call.only_if.hold(&drafts[at].data)).collect();
                let subset: Vec<Draft> = asked.iter().map(|&at| drafts[at].clone()).collect();
                let answers = self.batch(place, call, &subset).await;
                for (at, answer) in asked.iter().zip(answers) {
                    let part = match answer {
                        Ok(Some(value)) => Part::Present { value: Json::new(&value) },
                        Ok(None) => Part::Absent,
                        Err(cause) => Part::from_cause(cause),
                    };
                    drafts[*at].parts.push((name.clone(), part));
                }
                for (at, draft) in drafts.iter_mut().enumerate() {
                    if !asked.contains(&at) {
                        draft.parts.push((name.clone(), Part::Absent));
                    }
                }
                continue;
            }
            single.push((name, call));
        }
        let drafts_seen: &[Draft] = drafts;
        let fetched = futures_util::future::join_all(single.iter().map(|(name, call)| {
            let each = drafts_seen.iter().map(|draft| self.part(place, call, named.get(*name), draft));
            futures_util::future::join_all(each)
        }))
        .await;
        for ((name, _), parts) in single.iter().zip(fetched) {
            for (draft, part) in drafts.iter_mut().zip(parts) {
                draft.parts.push(((*name).clone(), part));
            }
        }
    }

    /// One part of one draft.
    async fn part(
        &self,
        place: Place<'_>,
        call: &Call,
        named: Option<&Result<BTreeSet<String>, Cause>>,
        draft: &Draft,
    ) -> Part {
        if !call.only_if.hold(&draft.data) {
            return Part::Absent;
        }
        let service = call.service.as_deref().unwrap_or(&place.kind.service);
        let scope = self.scope(place, &draft.region, &draft.data);
        let scope = skytally_catalog::Scope { id: Some(&draft.id), ..scope };
        let unfilled = |unfilled: skytally_catalog::Unfilled| {
            Part::from_cause(self.malformed(
                service,
                &call.operation,
                CauseClass::Invalid,
                unfilled.to_string(),
            ))
        };
        match (&call.among, named) {
            (Some(among), Some(Ok(keys))) => match among.equals.fill_text(&scope) {
                Ok(key) if !keys.contains(&key) => {
                    let otherwise = call.otherwise.clone().unwrap_or(Value::Null);
                    return Part::Present { value: Json::new(&otherwise) };
                }
                Ok(_) => {}
                Err(reason) => return unfilled(reason),
            },
            (Some(_), Some(Err(cause))) => return Part::from_cause(cause.clone()),
            _ => {}
        }
        let region = match self.call_region(call, &draft.region, &scope) {
            Ok(region) => region,
            Err(reason) => {
                return Part::from_cause(self.malformed(
                    service,
                    &call.operation,
                    CauseClass::Invalid,
                    reason,
                ));
            }
        };
        let params = match call.params.fill(&scope) {
            Ok(params) => params,
            Err(reason) => return unfilled(reason),
        };
        match whole(self.client, service, &call.operation, &region, params, call.paging.as_ref()).await {
            Ok(answer) => {
                match self.taken(service, &call.operation, take(answer, call.take.as_ref()), call.decode) {
                    Ok(Some(value)) => Part::Present { value: Json::new(&value) },
                    Ok(None) => Part::Absent,
                    Err(cause) => Part::from_cause(cause),
                }
            }
            Err(error) if error.is_code(&call.absent) => Part::Absent,
            Err(error) => Part::from_cause(self.cause(error)),
        }
    }

    fn call_region(
        &self,
        call: &Call,
        own: &Region,
        scope: &skytally_catalog::Scope<'_>,
    ) -> Result<Region, String> {
        match &call.region {
            None => Ok(own.clone()),
            Some(CallRegion::Home) => Ok(self.account.partition.home_region()),
            Some(CallRegion::Template(template)) => {
                let text = template.fill_text(scope).map_err(|error| error.to_string())?;
                text.parse().map_err(|error| format!("{error}"))
            }
        }
    }

    /// Asks about many drafts at once. Gives for each the matching item (or what is taken of it), none where the answer does
    /// not name it, or why it could not be seen.
    pub(crate) async fn batch(
        &self,
        place: Place<'_>,
        call: &Call,
        drafts: &[Draft],
    ) -> Vec<Result<Option<Value>, Cause>> {
        let Some(batch) = &call.batch else { return Vec::new() };
        let service = call.service.as_deref().unwrap_or(&place.kind.service);
        let mut answers = Vec::with_capacity(drafts.len());
        for chunk in drafts.chunks(batch.size) {
            let nothing = Value::Object(serde_json::Map::new());
            let region = chunk.first().map_or(place.region, |draft| &draft.region);
            let keys: Result<Vec<Value>, _> = chunk
                .iter()
                .map(|draft| {
                    let scope = self.scope(place, &draft.region, &draft.data);
                    batch.each.fill(&skytally_catalog::Scope { id: Some(&draft.id), ..scope })
                })
                .collect();
            let filled = keys.and_then(|keys| {
                let mut params = call.params.fill(&self.scope(place, region, &nothing))?;
                params.insert(batch.param.clone(), Value::Array(keys.clone()));
                Ok((keys, params))
            });
            let (keys, params) = match filled {
                Ok(filled) => filled,
                Err(unfilled) => {
                    let cause =
                        self.malformed(service, &call.operation, CauseClass::Invalid, unfilled.to_string());
                    answers.extend(chunk.iter().map(|_| Err(cause.clone())));
                    continue;
                }
            };
            match whole(self.client, service, &call.operation, region, params, call.paging.as_ref()).await {
                Err(error) if error.is_code(&call.absent) => answers.extend(chunk.iter().map(|_| Ok(None))),
                Err(error) => {
                    let cause = self.cause(error);
                    answers.extend(chunk.iter().map(|_| Err(cause.clone())));
                }
                Ok(answer) => {
                    let items = batch.items.take_all(answer);
                    let by_key: BTreeMap<String, Value> = items
                        .into_iter()
                        .filter_map(|item| batch.key.find(&item).map(plain).map(|key| (key, item)))
                        .collect();
                    answers.extend(keys.iter().map(|key| match by_key.get(&plain(key)) {
                        None => Ok(None),
                        Some(item) => self.taken(
                            service,
                            &call.operation,
                            take(item.clone(), call.take.as_ref()),
                            call.decode,
                        ),
                    }));
                }
            }
        }
        answers
    }
}
