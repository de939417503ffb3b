//! Lists in pages: a limit, an opaque cursor, and a link to the next page.

use axum::body::Body;
use axum::extract::{FromRequestParts, OriginalUri};
use axum::http::header::LINK;
use axum::http::request::Parts;
use axum::http::{HeaderValue, Response};
use axum::response::IntoResponse;
use data_encoding::BASE64URL_NOPAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use utoipa::{IntoParams, ToSchema};

use crate::etag::Written;
use crate::extract::{self, Json};
use crate::problem::{Code, Problem};

/// Most items of a page.
pub const LIMIT_MAX: u16 = 200;
/// Items of a page when the request does not say how many.
pub const LIMIT_DEFAULT: u16 = 50;
/// Longest cursor, in characters.
pub const CURSOR_MAX_CHARS: usize = 1024;
/// The form of cursors. One of another form is refused, so that a new form never misreads an old one.
const CURSOR_VERSION: u8 = 1;
/// How much of the digest ties a cursor to its list, in bytes.
const SCOPE_BYTES: usize = 8;

/// The parameters of every list, for the OpenAPI document.
#[derive(Debug, Clone, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// How many items the page has at most.
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub limit: Option<u16>,
    /// Where the page begins: `next` of the page before.
    #[param(max_length = 1024)]
    pub cursor: Option<String>,
}

/// Which page of a list is asked for, and the list's own filter, which takes all other parameters of the query.
#[derive(Debug, Clone)]
pub struct Paged<F> {
    /// The page.
    pub page: PageRequest,
    /// The filter.
    pub filter: F,
}

/// Which page of a list is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageRequest {
    /// How many items, 1 to [`LIMIT_MAX`].
    pub limit: u16,
    cursor: Option<String>,
    path: String,
    /// All other parameters.
    filter: Vec<(String, String)>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct Page<T> {
    /// The items, in the order of the list.
    pub items: Vec<T>,
    /// The cursor of the next page. Null on the last.
    pub next: Option<String>,
    #[serde(skip)]
    link: Option<String>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cursor<K> {
    v: u8,
    /// The list and its filter, digested.
    s: String,
    /// The sort key of the last item before.
    k: K,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    limit: Option<u16>,
    cursor: Option<String>,
}

impl<S: Send + Sync, F: DeserializeOwned> FromRequestParts<S> for Paged<F> {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        let (page, filter) = PageRequest::of(parts, extract::query)?;
        Ok(Self { filter, page })
    }
}

impl PageRequest {
    /// The page that a request asks for, and its filter, which `read` makes of all other parameters.
    pub(crate) fn of<F>(
        parts: &Parts,
        read: impl FnOnce(&[(String, String)]) -> Result<F, Problem>,
    ) -> Result<(Self, F), Problem> {
        // In a nested router the URI of the request has lost its beginning.
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |OriginalUri(uri)| uri);
        Self::new(uri.path(), extract::pairs(uri.query().unwrap_or_default())?, read)
    }

    fn new<F>(
        path: &str,
        pairs: Vec<(String, String)>,
        read: impl FnOnce(&[(String, String)]) -> Result<F, Problem>,
    ) -> Result<(Self, F), Problem> {
        let is_own = |(name, _): &(String, String)| name == "limit" || name == "cursor";
        let (own, mut rest): (Vec<_>, Vec<_>) = pairs.into_iter().partition(is_own);
        let filter = read(&rest)?;
        let own: Own = extract::query(&own)?;
        let limit = own.limit.unwrap_or(LIMIT_DEFAULT);
        if !(1..=LIMIT_MAX).contains(&limit) {
            let detail = format!("limit must be 1 to {LIMIT_MAX}, not {limit}");
            return Err(
                Problem::new(Code::BadQuery, detail).field("limit", format!("must be 1 to {LIMIT_MAX}"))
            );
        }
        rest.sort();
        Ok((Self { limit, cursor: own.cursor, path: path.to_owned(), filter: rest }, filter))
    }

    /// After which sort key the page begins; none for the first page.
    ///
    /// # Errors
    /// When the cursor is not one that this list gave for this filter.
    pub fn after<K: DeserializeOwned>(&self) -> Result<Option<K>, Problem> {
        let Some(text) = &self.cursor else { return Ok(None) };
        let refused = |why| {
            let problem =
                Problem::new(Code::BadCursor, format!("the cursor {why}; begin the list anew without one"));
            problem.field("cursor", why)
        };
        if text.len() > CURSOR_MAX_CHARS {
            return Err(refused("is too long"));
        }
        let bytes = BASE64URL_NOPAD.decode(text.as_bytes()).map_err(|_| refused("is not one of ours"))?;
        let cursor: Cursor<K> =
            serde_json::from_slice(&bytes).map_err(|_| refused("is not one of this list"))?;
        if cursor.v != CURSOR_VERSION || cursor.s != self.scope() {
            return Err(refused("belongs to another list or filter"));
        }
        Ok(Some(cursor.k))
    }

    /// The page: its items, and the sort key of the last one if there are more.
    ///
    /// # Errors
    /// When the key cannot be written as JSON.
    pub fn page<T, K: Serialize>(&self, items: Vec<T>, last: Option<&K>) -> Result<Page<T>, Problem> {
        let Some(key) = last else { return Ok(Page { items, next: None, link: None }) };
        let cursor = Cursor { v: CURSOR_VERSION, s: self.scope(), k: key };
        let bytes = serde_json::to_vec(&cursor).map_err(|error| Problem::internal(&error))?;
        let next = BASE64URL_NOPAD.encode(&bytes);
        let mut pairs = self.filter.clone();
        pairs.push(("limit".to_owned(), self.limit.to_string()));
        pairs.push(("cursor".to_owned(), next.clone()));
        let query = serde_urlencoded::to_string(&pairs).map_err(|error| Problem::internal(&error))?;
        let link = Some(format!("<{}?{query}>; rel=\"next\"", self.path));
        Ok(Page { items, next: Some(next), link })
    }

    /// The request in words, for what is kept of its answer: cursors and links repeat how it was asked.
    pub fn words(&self) -> String {
        format!("{} {:?} {}", self.path, self.filter, self.limit)
    }

    /// What ties a cursor to this list and this filter. How many items a page has may change on the way.
    fn scope(&self) -> String {
        let mut digest = Sha256::new();
        digest.update(self.path.as_bytes());
        for (name, value) in &self.filter {
            for text in [name, value] {
                digest.update([0]);
                digest.update(text.as_bytes());
            }
        }
        BASE64URL_NOPAD.encode(&digest.finalize()[..SCOPE_BYTES])
    }
}

impl<T> Page<T> {
    /// The same page with its items in another form.
    pub fn map<U>(self, with: impl FnMut(T) -> U) -> Page<U> {
        Page { items: self.items.into_iter().map(with).collect(), next: self.next, link: self.link }
    }
}

impl<T: Serialize> Page<T> {
    /// The page, written once to be sent often.
    ///
    /// # Errors
    /// It cannot be written as JSON: a mistake of the program.
    pub fn written(&self) -> Result<Written, Problem> {
        Ok(Written::json(self)?.with_link(self.link_header()))
    }
}

impl<T> Page<T> {
    fn link_header(&self) -> Option<HeaderValue> {
        // A path that came in a request is fit for a header.
        self.link.as_deref().and_then(|link| HeaderValue::from_str(link).ok())
    }
}

impl<T: Serialize> IntoResponse for Page<T> {
    fn into_response(self) -> Response<Body> {
        let link = self.link_header();
        let mut response = Json(self).into_response();
        if let Some(link) = link {
            response.headers_mut().insert(LINK, link);
        }
        response
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::{LIMIT_DEFAULT, PageRequest};
    use crate::extract::{self, pairs};
    use crate::problem::{Code, Problem};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Filter {
        kind: Option<String>,
    }

    fn request(path: &str, query: &str) -> Result<PageRequest, Problem> {
        let (page, filter) = PageRequest::new::<Filter>(path, pairs(query)?, extract::query)?;
        assert_eq!(filter.kind.is_some(), query.contains("kind="));
        Ok(page)
    }

    fn next(page: &PageRequest) -> String {
        page.page(vec![1, 2], Some(&(7_u64, "id"))).unwrap().next.unwrap()
    }

    #[test]
    fn a_cursor_leads_to_where_the_page_before_ended() {
        let first = request("/list", "kind=a%20b").unwrap();
        assert_eq!((first.limit, first.after::<(u64, String)>().unwrap()), (LIMIT_DEFAULT, None));
        let second = request("/list", &format!("limit=3&kind=a%20b&cursor={}", next(&first))).unwrap();
        assert_eq!((second.limit, second.after().unwrap()), (3, Some((7_u64, "id".to_owned()))));
        let last = second.page::<u8, u8>(vec![3], None).unwrap();
        assert_eq!((last.next, last.link), (None, None));
    }

    #[test]
    fn cursors_of_elsewhere_are_refused() {
        let cursor = next(&request("/list", "kind=a").unwrap());
        let other_key =
            request("/list", "kind=a").unwrap().page(vec![0], Some(&"text")).unwrap().next.unwrap();
        let damaged = format!("{}A", &cursor[..cursor.len() - 1]);
        let too_long = "A".repeat(2_000);
        for (path, filter, cursor) in [
            ("/other", "kind=a", cursor.as_str()),
            ("/list", "kind=b", &cursor),
            ("/list", "", &cursor),
            ("/list", "kind=a", &other_key),
            ("/list", "kind=a", &damaged),
            ("/list", "kind=a", "e30"),
            ("/list", "kind=a", "%2e%2e"),
            ("/list", "kind=a", ""),
            ("/list", "kind=a", &too_long),
        ] {
            let page = request(path, &format!("{filter}&cursor={cursor}")).unwrap();
            let refused = page.after::<(u64, String)>().map_err(|problem| problem.code());
            assert_eq!(refused, Err(Code::BadCursor), "{path} {filter} {cursor}");
        }
    }

    #[test]
    fn limits_and_unknown_parameters_are_refused() {
        for query in [
            "limit=0",
            "limit=201",
            "limit=-1",
            "limit=x",
            "limit=",
            "colour=red",
            "limit=1&limit=2",
            "kind=%00",
        ] {
            let refused = request("/list", query).map_err(|problem| problem.code());
            assert_eq!(refused, Err(Code::BadQuery), "{query}");
        }
        assert_eq!(request("/list", "limit=200").unwrap().limit, 200);
    }
}
