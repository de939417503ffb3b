//! The estate: what a company of some size has, in a mix that such companies have.

mod compute;
mod data;
mod identity;
mod network;
mod storage;

use serde_json::{Value, json};

/// The account of the estate.
pub(crate) const ACCOUNT: &str = "123456789012";

/// One resource's place.
pub(crate) struct Seat<'s> {
    pub(crate) region: &'s str,
    pub(crate) regions: &'s [String],
    /// Counted over all regions.
    pub(crate) i: usize,
    /// Resources of the estate, and the sum of the weights that they are dealt by.
    pub(crate) scale: (usize, usize),
}

/// Resources of one kind.
pub(crate) struct Group {
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
    /// What a request must contain to mean this group, where one operation lists several.
    pub(crate) marker: Option<&'static str>,
    /// The share of the estate. Nothing for what there is a fixed number of.
    pub(crate) weight: usize,
    /// The number of those that have no share. They do not count as resources.
    pub(crate) fixed: usize,
    /// Resources on a page.
    pub(crate) page: usize,
    pub(crate) global: bool,
    /// The member that has the list.
    pub(crate) items: &'static str,
    /// The member that has the page token.
    pub(crate) token: &'static str,
    /// The member that says whether there is more.
    pub(crate) more: Option<&'static str>,
    pub(crate) make: fn(&Seat<'_>) -> Value,
    pub(crate) get: Option<Get>,
}

/// The call that describes one listed resource.
pub(crate) struct Get {
    pub(crate) operation: &'static str,
    /// The parameter that names the resource.
    pub(crate) member: &'static str,
    /// The name and the answer.
    pub(crate) make: fn(&Seat<'_>) -> (String, Value),
}

/// A call about one resource whose answer is one of several.
pub(crate) struct Part {
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) marker: Option<&'static str>,
    pub(crate) choices: Vec<Result<Value, &'static str>>,
}

impl Group {
    /// A group with what most groups have.
    pub(crate) fn new(
        (service, operation): (&'static str, &'static str),
        weight: usize,
        page: usize,
        (items, token): (&'static str, &'static str),
        make: fn(&Seat<'_>) -> Value,
    ) -> Self {
        let (marker, more, get) = (None, None, None);
        Self {
            service,
            operation,
            marker,
            weight,
            fixed: 0,
            page,
            global: false,
            items,
            token,
            more,
            make,
            get,
        }
    }
}

/// All groups. The order counts where one operation has several: those with a marker go first.
pub(crate) fn groups() -> Vec<Group> {
    let mut groups = compute::groups();
    groups.extend(network::groups());
    groups.extend(storage::groups());
    groups.extend(data::groups());
    groups.extend(identity::groups());
    groups
}

/// All calls about single resources, accounts and regions.
pub(crate) fn parts(regions: &[String]) -> Vec<Part> {
    let mut parts = compute::parts();
    parts.extend(storage::parts());
    parts.extend(data::parts());
    parts.extend(identity::parts(regions));
    parts
}

impl Part {
    pub(crate) fn new(
        (service, operation): (&'static str, &'static str),
        choices: impl IntoIterator<Item = Result<Value, &'static str>>,
    ) -> Self {
        Self { service, operation, marker: None, choices: choices.into_iter().collect() }
    }
}

/// How many resources a group with this weight has.
pub(crate) fn count((resources, weights): (usize, usize), weight: usize) -> usize {
    (resources * weight / weights).max(1)
}

/// FNV-1a: the same in every run.
pub(crate) fn hash(bytes: &[u8]) -> u64 {
    bytes
        .iter()
        .fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

impl Seat<'_> {
    /// A number that looks random and is the same in every run.
    pub(crate) fn number(&self, what: &str) -> u64 {
        hash(format!("{what}/{}", self.i).as_bytes())
    }

    /// Whether this is one of so many in a hundred.
    pub(crate) fn of_hundred(&self, what: &str, percent: u64) -> bool {
        self.number(what) % 100 < percent
    }

    /// One of several.
    pub(crate) fn one<'c>(&self, what: &str, choices: &[&'c str]) -> &'c str {
        usize::try_from(self.number(what)).map_or(choices[0], |number| choices[number % choices.len()])
    }

    /// An id such as `i-0123456789abcdef0`.
    pub(crate) fn id(&self, prefix: &str) -> String {
        format!("{prefix}-0{:016x}", self.number(prefix))
    }

    /// The id of another resource of the same region: one of a group with this weight.
    pub(crate) fn other(&self, prefix: &str, weight: usize) -> String {
        self.one_of(prefix, count(self.scale, weight))
    }

    /// The id of another resource of the same region: one of so many.
    pub(crate) fn one_of(&self, prefix: &str, of: usize) -> String {
        // Numbers are dealt to the regions in turn.
        let regions = self.regions.len();
        let turns = (of / regions).max(1);
        let i = (self.i / regions) % turns * regions + self.i % regions;
        Seat { region: self.region, regions: self.regions, i, scale: self.scale }.id(prefix)
    }

    pub(crate) fn zone(&self) -> String {
        format!("{}{}", self.region, self.one("zone", &["a", "b", "c"]))
    }

    pub(crate) fn name(&self) -> String {
        let team = self.one("team", &["checkout", "billing", "search", "catalogue", "identity", "reporting"]);
        let stage = self.one("stage", &["prod", "prod", "staging", "dev"]);
        format!("{team}-{stage}-{:05}", self.i)
    }

    pub(crate) fn arn(&self, service: &str, rest: &str) -> String {
        format!("arn:aws:{service}:{}:{ACCOUNT}:{rest}", self.region)
    }

    /// A moment of the last three years.
    pub(crate) fn moment(&self, what: &str) -> String {
        let n = self.number(what);
        format!(
            "{}-{:02}-{:02}T{:02}:{:02}:11Z",
            2023 + n % 3,
            n / 7 % 12 + 1,
            n / 11 % 28 + 1,
            n / 13 % 24,
            n / 17 % 60
        )
    }

    /// Tags as EC2 and most others have them.
    pub(crate) fn tags(&self) -> Value {
        let mut tags = vec![
            json!({"Key": "Name", "Value": self.name()}),
            json!({"Key": "CostCentre", "Value": format!("cc-{}", 4_000 + self.number("cc") % 40)}),
            json!({"Key": "Application", "Value": self.one("team", &["checkout", "billing", "search", "catalogue"])}),
            json!({"Key": "ManagedBy", "Value": "terraform"}),
            json!({"Key": "aws:cloudformation:stack-name", "Value": format!("{}-stack", self.one("team", &["checkout", "billing", "search"]))}),
        ];
        if self.of_hundred("tagged", 80) {
            tags.push(json!({"Key": "Owner", "Value": format!("{}@example.com", self.one("team", &["checkout", "billing", "search"]))}));
            tags.push(json!({"Key": "Environment", "Value": self.one("stage", &["prod", "prod", "staging", "dev"])}));
        }
        Value::Array(tags)
    }
}
