//! Listings, page by page.

use std::sync::Arc;

use serde_json::{Map, Value};
use skytally_catalog::Path;
use skytally_catalog::wire::ServiceModel;
use skytally_model::{CauseClass, Region};

use crate::client::{Client, invalid};
use crate::error::CallError;

/// Pages of one listing at most. A listing that is longer is cut off with an error, never silently.
pub const PAGES_MAX: u32 = 20_000;

/// Token members of a listing that has no paginator in the model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Paging {
    /// The parameter that takes the token.
    pub input: String,
    /// Where the answer has it.
    pub output: Path,
}

/// A listing that is under way.
pub struct Pages<'c> {
    client: &'c Client,
    model: Arc<ServiceModel>,
    service: String,
    operation: String,
    region: Region,
    params: Map<String, Value>,
    paging: Option<Paging>,
    pages: u32,
    done: bool,
}

impl Client {
    /// Starts a listing. `paging` stands in where the model has no paginator; without either there is one page.
    ///
    /// # Errors
    /// The operation is not in the model.
    pub fn pages(
        &self,
        service: &str,
        operation: &str,
        region: &Region,
        params: Map<String, Value>,
        paging: Option<Paging>,
    ) -> Result<Pages<'_>, CallError> {
        Ok(Pages {
            client: self,
            model: self.model(service, operation)?,
            service: service.to_owned(),
            operation: operation.to_owned(),
            region: region.clone(),
            params,
            paging,
            pages: 0,
            done: false,
        })
    }
}

impl Pages<'_> {
    /// The next page, or none after the last.
    ///
    /// # Errors
    /// The call failed, or AWS gave the same page token twice, or there is no end. The listing is over then.
    pub async fn next(&mut self) -> Result<Option<Value>, CallError> {
        if self.done {
            return Ok(None);
        }
        // Whatever goes wrong below ends the listing.
        self.done = true;
        if self.pages >= PAGES_MAX {
            return Err(self.malformed(format!("the listing has more than {PAGES_MAX} pages")));
        }
        let params = Value::Object(self.params.clone());
        let page = self.client.call(&self.service, &self.operation, &self.region, &params).await?;
        self.pages += 1;
        let tokens = self.tokens(&page)?;
        if !tokens.is_empty() {
            if tokens.iter().all(|(name, token)| self.params.get(name) == Some(token)) {
                return Err(self.malformed("the same page token came twice".to_owned()));
            }
            self.params.extend(tokens);
            self.done = false;
        }
        Ok(Some(page))
    }

    /// The parameters that ask for the page after this one; none after the last.
    fn tokens(&self, page: &Value) -> Result<Vec<(String, Value)>, CallError> {
        let paginator = self.model.operation(&self.operation).and_then(|op| op.paginator.as_ref());
        if let Some(paging) = &self.paging {
            let token = paging.output.find(page).filter(|token| !is_empty(token));
            return Ok(token.map(|token| (paging.input.clone(), token.clone())).into_iter().collect());
        }
        let Some(paginator) = paginator else { return Ok(Vec::new()) };
        if let Some(more) = &paginator.more_results
            && !more.evaluate(page).is_some_and(is_true)
        {
            return Ok(Vec::new());
        }
        let mut tokens = Vec::new();
        for (name, expression) in paginator.input_tokens.iter().zip(&paginator.output_tokens) {
            if let Some(token) = expression.evaluate(page).filter(|token| !is_empty(token)) {
                tokens.push((name.clone(), token.clone()));
            }
        }
        if tokens.is_empty() && paginator.more_results.is_some() {
            return Err(self.malformed("there are more results, but no token to ask for them".to_owned()));
        }
        Ok(tokens)
    }

    fn malformed(&self, message: String) -> CallError {
        CallError { class: CauseClass::Malformed, ..invalid(&self.service, &self.operation, message) }
    }
}

fn is_empty(token: &Value) -> bool {
    token.is_null() || token.as_str().is_some_and(str::is_empty)
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Bool(more) => *more,
        Value::Null => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    }
}
