//! Addresses, security groups and network ACLs.

use std::collections::BTreeSet;
use std::net::IpAddr;

use ipnet::{IpNet, Ipv4Net, Ipv6Net};
use serde_json::Value;
use thiserror::Error;

/// Why a question about a network could not be answered.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum NetworkError {
    /// The text is neither an address nor a range in CIDR form.
    #[error("{0:?} is not an address range")]
    Cidr(String),
    /// The JSON is not of the form that EC2 answers with.
    #[error("{0}")]
    Shape(&'static str),
}

/// Ranges of special use, which are not the public internet (RFC 1918, 6598, 3927, 4193, 4291 and loopback).
const PRIVATE: [&str; 9] = [
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
];

/// Reads a range in CIDR form, or a single address as the range of just that one. Bits behind the prefix are dropped.
pub fn parse_cidr(text: &str) -> Result<IpNet, NetworkError> {
    let text = text.trim();
    text.parse::<IpNet>()
        .map(|net| net.trunc())
        .or_else(|_| text.parse::<IpAddr>().map(IpNet::from))
        .map_err(|_| NetworkError::Cidr(text.chars().take(64).collect()))
}

/// Whether the range is all of IPv4 or all of IPv6 (`0.0.0.0/0`, `::/0`).
pub fn is_world(cidr: &str) -> Result<bool, NetworkError> {
    Ok(parse_cidr(cidr)?.prefix_len() == 0)
}

/// Whether the range holds any address of the public internet: whether it does not lie wholly within a range of
/// special use.
pub fn is_public_cidr(cidr: &str) -> Result<bool, NetworkError> {
    let net = parse_cidr(cidr)?;
    Ok(!PRIVATE.iter().filter_map(|p| p.parse::<IpNet>().ok()).any(|p| p.contains(&net)))
}

/// Whether every address of `inner` is in `outer`. Ranges of different families hold nothing of each other.
pub fn cidr_contains(outer: &str, inner: &str) -> Result<bool, NetworkError> {
    Ok(parse_cidr(outer)?.contains(&parse_cidr(inner)?))
}

#[derive(Default)]
struct Nets {
    v4: Vec<Ipv4Net>,
    v6: Vec<Ipv6Net>,
}

impl Nets {
    fn push(&mut self, net: IpNet) {
        match net {
            IpNet::V4(net) => self.v4.push(net),
            IpNet::V6(net) => self.v6.push(net),
        }
    }

    fn extend(&mut self, other: &Self) {
        self.v4.extend(&other.v4);
        self.v6.extend(&other.v6);
    }

    /// Whether the ranges, joined, are all of IPv4 or all of IPv6. So two halves are the world too.
    fn are_world(&self) -> bool {
        Ipv4Net::aggregate(&self.v4).iter().any(|n| n.prefix_len() == 0)
            || Ipv6Net::aggregate(&self.v6).iter().any(|n| n.prefix_len() == 0)
    }

    fn hold(&self, net: &IpNet) -> bool {
        match net {
            IpNet::V4(net) => Ipv4Net::aggregate(&self.v4).iter().any(|n| n.contains(net)),
            IpNet::V6(net) => Ipv6Net::aggregate(&self.v6).iter().any(|n| n.contains(net)),
        }
    }
}

struct Rule {
    /// `tcp`, `udp`, `icmp`, `icmpv6`, another protocol's number, or `-1` for all.
    protocol: String,
    from: u16,
    to: u16,
    nets: Nets,
}

impl Rule {
    fn concerns(&self, protocol: &str) -> bool {
        self.protocol == "-1" || self.protocol == protocol
    }
}

fn protocol_name(text: &str) -> String {
    match text.trim().to_ascii_lowercase().as_str() {
        "6" => "tcp".to_owned(),
        "17" => "udp".to_owned(),
        "1" => "icmp".to_owned(),
        "58" => "icmpv6".to_owned(),
        "-1" | "all" => "-1".to_owned(),
        other => other.to_owned(),
    }
}

/// The span of ports that two JSON members state. Absent ones and -1 stand for all; protocols without ports have all.
fn ports(protocol: &str, from: Option<&Value>, to: Option<&Value>) -> Result<(u16, u16), NetworkError> {
    if !matches!(protocol, "tcp" | "udp") {
        return Ok((0, u16::MAX));
    }
    let port = |value: Option<&Value>, otherwise: u16| match value {
        None | Some(Value::Null) => Ok(otherwise),
        Some(v) => match v.as_i64() {
            Some(-1) => Ok(otherwise),
            Some(n) => u16::try_from(n).map_err(|_| NetworkError::Shape("a port is out of range")),
            None => Err(NetworkError::Shape("a port is not a number")),
        },
    };
    let (from, to) = (port(from, 0)?, port(to, u16::MAX)?);
    if from > to {
        Err(NetworkError::Shape("a range of ports ends before it starts"))
    } else {
        Ok((from, to))
    }
}

fn rules(ip_permissions: &Value) -> Result<Vec<Rule>, NetworkError> {
    let list = ip_permissions.as_array().ok_or(NetworkError::Shape("IpPermissions is not a list"))?;
    list.iter()
        .map(|permission| {
            let protocol = permission
                .get("IpProtocol")
                .and_then(Value::as_str)
                .ok_or(NetworkError::Shape("a permission has no IpProtocol"))?;
            let protocol = protocol_name(protocol);
            let (from, to) = ports(&protocol, permission.get("FromPort"), permission.get("ToPort"))?;
            let mut nets = Nets::default();
            for (ranges, member) in [("IpRanges", "CidrIp"), ("Ipv6Ranges", "CidrIpv6")] {
                let ranges = match permission.get(ranges) {
                    None | Some(Value::Null) => continue,
                    Some(v) => v.as_array().ok_or(NetworkError::Shape("the ranges are not a list"))?,
                };
                for range in ranges {
                    let cidr = range
                        .get(member)
                        .and_then(Value::as_str)
                        .ok_or(NetworkError::Shape("a range has no CIDR"))?;
                    nets.push(parse_cidr(cidr)?);
                }
            }
            Ok(Rule { protocol, from, to, nets })
        })
        .collect()
}

/// Which of the ports a security group opens to the world.
///
/// `ip_permissions` is the group's `IpPermissions` as
/// [DescribeSecurityGroups](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html) gives it;
/// `protocol` is `tcp` or `udp`. `IpProtocol` -1 is every protocol and every port; an absent port is every port. The
/// ranges of all permissions that open a port are joined, so two halves of the address space are the world too.
/// Sources that are groups or prefix lists do not count.
pub fn world_open_ports(
    ip_permissions: &Value,
    ports: &[u16],
    protocol: &str,
) -> Result<Vec<u16>, NetworkError> {
    let (rules, protocol) = (rules(ip_permissions)?, protocol_name(protocol));
    Ok(ports.iter().copied().filter(|&p| is_open(&rules, &protocol, p)).collect())
}

fn is_open(rules: &[Rule], protocol: &str, port: u16) -> bool {
    let mut nets = Nets::default();
    for rule in rules.iter().filter(|r| r.concerns(protocol) && (r.from..=r.to).contains(&port)) {
        nets.extend(&rule.nets);
    }
    nets.are_world()
}

/// Everything that a security group opens to the world: protocol, first port, last port, sorted. `-1` is every
/// protocol; it then stands alone for the others. Protocols without ports have the span 0 to 65535.
pub fn world_open_ranges(ip_permissions: &Value) -> Result<Vec<(String, u16, u16)>, NetworkError> {
    let rules = rules(ip_permissions)?;
    if is_open(&rules, "-1", 0) {
        return Ok(vec![("-1".to_owned(), 0, u16::MAX)]);
    }
    let protocols: BTreeSet<&str> = rules.iter().map(|r| r.protocol.as_str()).collect();
    let mut found: Vec<(String, u16, u16)> = Vec::new();
    for protocol in protocols.into_iter().filter(|p| *p != "-1") {
        // Between two neighbouring starts the answer does not change.
        let mut starts: BTreeSet<u32> = BTreeSet::from([0]);
        for rule in rules.iter().filter(|r| r.concerns(protocol)) {
            starts.insert(u32::from(rule.from));
            starts.insert(u32::from(rule.to) + 1);
        }
        let starts: Vec<u32> = starts.into_iter().collect();
        for (i, &start) in starts.iter().enumerate() {
            let Ok(from) = u16::try_from(start) else { continue };
            let last = starts.get(i + 1).map_or(u32::from(u16::MAX), |next| next - 1);
            let to = u16::try_from(last).unwrap_or(u16::MAX);
            if !is_open(&rules, protocol, from) {
                continue;
            }
            match found.last_mut() {
                Some((p, _, end)) if p == protocol && end.checked_add(1) == Some(from) => *end = to,
                _ => found.push((protocol.to_owned(), from, to)),
            }
        }
    }
    Ok(found)
}

/// Which of the ports a network ACL lets in from the world.
///
/// `entries` is the ACL's `Entries` as
/// [DescribeNetworkAcls](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_NetworkAclEntry.html) gives it;
/// `protocol` is `tcp` or `udp`. Only ingress counts. As
/// [AWS does](https://docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html), entries are taken by rising rule
/// number and the first one that fits an address decides. A grant counts unless earlier denials cover all of it; so
/// the answer errs towards «open».
pub fn nacl_world_open_ports(
    entries: &Value,
    ports_asked: &[u16],
    protocol: &str,
) -> Result<Vec<u16>, NetworkError> {
    let list = entries.as_array().ok_or(NetworkError::Shape("Entries is not a list"))?;
    let mut rules = Vec::with_capacity(list.len());
    for entry in list {
        if entry
            .get("Egress")
            .and_then(Value::as_bool)
            .ok_or(NetworkError::Shape("an entry has no Egress"))?
        {
            continue;
        }
        let number = entry
            .get("RuleNumber")
            .and_then(Value::as_i64)
            .ok_or(NetworkError::Shape("an entry has no RuleNumber"))?;
        let allows = match entry.get("RuleAction").and_then(Value::as_str) {
            Some("allow") => true,
            Some("deny") => false,
            _ => return Err(NetworkError::Shape("an entry neither allows nor denies")),
        };
        let of = protocol_name(
            entry
                .get("Protocol")
                .and_then(Value::as_str)
                .ok_or(NetworkError::Shape("an entry has no Protocol"))?,
        );
        let range = entry.get("PortRange");
        let (from, to) = ports(&of, range.and_then(|r| r.get("From")), range.and_then(|r| r.get("To")))?;
        let cidr = entry
            .get("CidrBlock")
            .or_else(|| entry.get("Ipv6CidrBlock"))
            .and_then(Value::as_str)
            .ok_or(NetworkError::Shape("an entry has no range"))?;
        let mut nets = Nets::default();
        nets.push(parse_cidr(cidr)?);
        rules.push((number, allows, parse_cidr(cidr)?, Rule { protocol: of, from, to, nets }));
    }
    rules.sort_by_key(|(number, ..)| *number);
    let protocol = protocol_name(protocol);
    let open = |port: u16| {
        let (mut allowed, mut denied) = (Nets::default(), Nets::default());
        for (_, allows, net, rule) in
            rules.iter().filter(|(.., r)| r.concerns(&protocol) && (r.from..=r.to).contains(&port))
        {
            if !*allows {
                denied.extend(&rule.nets);
            } else if !denied.hold(net) {
                allowed.extend(&rule.nets);
            }
        }
        allowed.are_world()
    };
    Ok(ports_asked.iter().copied().filter(|&p| open(p)).collect())
}

#[cfg(test)]
#[path = "network_tests.rs"]
mod tests;
