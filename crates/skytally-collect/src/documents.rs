//! From listed items to documents: ids, names, regions, descriptions.

use serde_json::{Map, Value, json};
use skytally_aws::CallError;
use skytally_catalog::{Kind, Name, Per, Scope};
use skytally_model::{Cause, CauseClass, Document, Json, Part, Region};

use crate::answer::{decode, take, whole};
use crate::run::Run;

/// A document that is being put together.
#[derive(Debug, Clone)]
pub(crate) struct Draft {
    pub(crate) data: Value,
    pub(crate) region: Region,
    pub(crate) incomplete: Option<Cause>,
    pub(crate) parts: Vec<(String, Part)>,
    pub(crate) id: String,
}

/// The document that others are listed for.
#[derive(Debug, Clone)]
pub(crate) struct Parent {
    pub(crate) id: String,
    pub(crate) data: Value,
}

/// One kind in one region, for perhaps one parent: what filling templates needs.
#[derive(Clone, Copy)]
pub(crate) struct Place<'a> {
    pub(crate) kind: &'a Kind,
    pub(crate) region: &'a Region,
    pub(crate) parent: Option<&'a Parent>,
}

impl Run<'_> {
    /// What templates are filled from.
    pub(crate) fn scope<'s>(&'s self, place: Place<'s>, region: &'s Region, data: &'s Value) -> Scope<'s> {
        Scope {
            account: self.account.id.as_str(),
            region: region.as_str(),
            partition: self.account.partition.as_str(),
            id: None,
            data,
            parent: place.parent.map(|parent| &parent.data),
        }
    }

    /// Why something could not be seen, with the permission that the call needs.
    pub(crate) fn cause(&self, error: CallError) -> Cause {
        let permission = self.client.catalog().permission(&error.service, &error.operation);
        error.into_cause(permission)
    }

    /// A failure of the catalogue or of an answer's form.
    pub(crate) fn malformed(
        &self,
        service: &str,
        operation: &str,
        class: CauseClass,
        message: String,
    ) -> Cause {
        self.cause(CallError {
            class,
            service: service.to_owned(),
            operation: operation.to_owned(),
            code: None,
            status: None,
            request_id: None,
            message,
        })
    }

    /// Drafts of listed items.
    pub(crate) fn drafts(&self, place: Place<'_>, items: Vec<Value>) -> Vec<Draft> {
        let list = place.kind.list.as_ref();
        let as_member = list.and_then(|list| list.as_member.as_deref());
        items
            .into_iter()
            .map(|item| match (as_member, item) {
                (Some(member), item) if !item.is_object() => json!({ member: item }),
                (_, item) => item,
            })
            .filter(|item| list.is_none_or(|list| list.only_if.hold(item)))
            .map(|data| Draft {
                data,
                region: place.region.clone(),
                incomplete: None,
                parts: Vec::new(),
                id: String::new(),
            })
            .collect()
    }

    /// Replaces the data of drafts by what the describing call says. What was listed stays, even if it cannot be described:
    /// it may be gone by now, or hidden.
    pub(crate) async fn describe(&self, place: Place<'_>, drafts: Vec<Draft>) -> Vec<Draft> {
        let Some(get) = &place.kind.get else { return drafts };
        if get.batch.is_some() {
            return self.describe_batch(place, drafts).await;
        }
        let service = get.service.as_deref().unwrap_or(&place.kind.service);
        let mut described = Vec::with_capacity(drafts.len());
        for mut draft in drafts {
            let params = get.params.fill(&self.scope(place, &draft.region, &draft.data));
            let answer = match params {
                Err(unfilled) => {
                    Err(self.malformed(service, &get.operation, CauseClass::Invalid, unfilled.to_string()))
                }
                Ok(params) => {
                    match whole(
                        self.client,
                        service,
                        &get.operation,
                        &draft.region,
                        params,
                        get.paging.as_ref(),
                    )
                    .await
                    {
                        Ok(answer) => {
                            self.taken(service, &get.operation, take(answer, get.take.as_ref()), get.decode)
                        }
                        Err(error) => Err(self.cause(error)),
                    }
                }
            };
            match answer {
                Ok(Some(Value::Object(members))) => {
                    draft.data = keep_listed(draft.data, members, place.kind);
                }
                Ok(_) => {
                    let message = "the answer does not describe the resource".to_owned();
                    draft.incomplete =
                        Some(self.malformed(service, &get.operation, CauseClass::Malformed, message));
                }
                Err(cause) => draft.incomplete = Some(cause),
            }
            described.push(draft);
        }
        described
    }

    async fn describe_batch(&self, place: Place<'_>, drafts: Vec<Draft>) -> Vec<Draft> {
        let Some(get) = &place.kind.get else { return drafts };
        let service = get.service.as_deref().unwrap_or(&place.kind.service);
        let answers = self.batch(place, get, &drafts).await;
        let mut described = Vec::with_capacity(drafts.len());
        for (mut draft, answer) in drafts.into_iter().zip(answers) {
            match answer {
                Ok(Some(Value::Object(members))) => draft.data = keep_listed(draft.data, members, place.kind),
                Ok(None) => {
                    let message = "the answer does not name the resource".to_owned();
                    draft.incomplete =
                        Some(self.malformed(service, &get.operation, CauseClass::NotFound, message));
                }
                Ok(Some(_)) => {
                    let message = "the answer does not describe the resource".to_owned();
                    draft.incomplete =
                        Some(self.malformed(service, &get.operation, CauseClass::Malformed, message));
                }
                Err(cause) => draft.incomplete = Some(cause),
            }
            described.push(draft);
        }
        described
    }

    /// What was taken of an answer, decoded.
    pub(crate) fn taken(
        &self,
        service: &str,
        operation: &str,
        value: Option<Value>,
        how: Option<skytally_catalog::Decode>,
    ) -> Result<Option<Value>, Cause> {
        match value {
            None => Ok(None),
            Some(value) => decode(value, how)
                .map(Some)
                .map_err(|reason| self.malformed(service, operation, CauseClass::Malformed, reason)),
        }
    }

    /// Finds out in which region each draft's resource is, where the listing is of all regions.
    pub(crate) async fn locate(&self, place: Place<'_>, draft: &mut Draft) {
        let kind = place.kind;
        if let Some(region) =
            kind.region.as_ref().and_then(|path| path.find(&draft.data)?.as_str()?.parse().ok())
        {
            draft.region = region;
            return;
        }
        let Some(locate) = &kind.locate else {
            if kind.global {
                draft.region = Region::global();
            }
            return;
        };
        let home = self.account.partition.home_region();
        let params = match locate.params.fill(&self.scope(place, &home, &draft.data)) {
            Ok(params) => params,
            Err(unfilled) => {
                let message = unfilled.to_string();
                draft.incomplete =
                    Some(self.malformed(&kind.service, &locate.operation, CauseClass::Invalid, message));
                return;
            }
        };
        match whole(self.client, &kind.service, &locate.operation, &home, params, None).await {
            Ok(answer) => {
                let told = locate.take.find(&answer).and_then(Value::as_str).filter(|text| !text.is_empty());
                let told = told.unwrap_or(&locate.default);
                let name = locate.rename.get(told).map_or(told, String::as_str);
                match name.parse() {
                    Ok(region) => draft.region = region,
                    Err(error) => {
                        draft.incomplete = Some(self.malformed(
                            &kind.service,
                            &locate.operation,
                            CauseClass::Malformed,
                            format!("the answer's region: {error}"),
                        ));
                    }
                }
            }
            // Its region is not known, but the home region is asked and S3 says where to go from there.
            Err(error) => {
                draft.region = home;
                draft.parts.push(("location".to_owned(), Part::from_cause(self.cause(error))));
            }
        }
    }

    /// Names a draft. A resource without an id is a fault of the catalogue, and is said.
    pub(crate) fn identify(&self, place: Place<'_>, draft: &mut Draft) -> Result<(), Cause> {
        let kind = place.kind;
        draft.id = match (&kind.id, kind.per) {
            (_, Some(Per::Account)) => self.account.id.to_string(),
            (_, Some(Per::Region)) => place.region.to_string(),
            (Some(id), None) => {
                id.find(&self.scope(place, &draft.region, &draft.data)).map_err(|unfilled| {
                    let operation = kind.list.as_ref().map_or("", |list| list.operation.as_str());
                    self.malformed(
                        &kind.service,
                        operation,
                        CauseClass::Malformed,
                        format!("a resource without id: {unfilled}"),
                    )
                })?
            }
            (None, None) => String::new(),
        };
        Ok(())
    }

    /// The finished document.
    pub(crate) fn document(&self, place: Place<'_>, draft: Draft) -> Document {
        let kind = place.kind;
        let scope = self.scope(place, &draft.region, &draft.data);
        let scope = Scope { id: Some(&draft.id), ..scope };
        let name = match &kind.name {
            None => None,
            Some(Name::Locator(locator)) => locator.find(&scope).ok(),
            Some(Name::Tag(key)) => tag(&draft.data, &draft.parts, key),
        };
        Document {
            kind: kind.kind.clone(),
            account: self.account.id.clone(),
            arn: kind.arn.as_ref().and_then(|arn| arn.find(&scope).ok()).filter(|arn| !arn.is_empty()),
            name: name.filter(|name| !name.is_empty()),
            parent: place.parent.map(|parent| parent.id.clone()),
            incomplete: draft.incomplete,
            data: Json::new(&draft.data),
            parts: draft.parts.into_iter().collect(),
            region: draft.region,
            id: draft.id,
        }
    }
}

/// The description, with the member that the listing's bare text stands for if the description does not have it.
fn keep_listed(listed: Value, mut members: Map<String, Value>, kind: &Kind) -> Value {
    let member = kind.list.as_ref().and_then(|list| list.as_member.as_ref());
    if let Some(member) = member
        && !members.contains_key(member)
        && let Some(text) = listed.get(member)
    {
        members.insert(member.clone(), text.clone());
    }
    Value::Object(members)
}

fn tag(data: &Value, parts: &[(String, Part)], key: &str) -> Option<String> {
    let found = ["Tags", "TagList", "tags", "TagSet"].into_iter().find_map(|name| data.get(name));
    let from_part = || match parts.iter().find(|(name, _)| name == "tags") {
        Some((_, Part::Present { value })) => Some(value.to_value()),
        _ => None,
    };
    let tags = found.cloned().or_else(from_part)?;
    match tags {
        Value::Object(members) => members.get(key)?.as_str().map(str::to_owned),
        Value::Array(pairs) => pairs.iter().find_map(|pair| {
            let member = |names: [&str; 4]| names.into_iter().find_map(|name| pair.get(name));
            let own = member(["Key", "key", "TagKey", "tagKey"])?;
            let value = || member(["Value", "value", "TagValue", "tagValue"])?.as_str().map(str::to_owned);
            (own == key).then(value)?
        }),
        _ => None,
    }
}
