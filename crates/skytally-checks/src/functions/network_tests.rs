//! Cases for addresses, security groups and network ACLs.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

#[test]
fn ranges() {
    for (cidr, world, public) in [
        ("0.0.0.0/0", true, true),
        ("::/0", true, true),
        ("8.8.8.8/0", true, true),
        ("0.0.0.0/1", false, true),
        ("203.0.113.7", false, true),
        ("10.1.2.3/32", false, false),
        ("172.16.0.0/12", false, false),
        ("172.16.0.0/11", false, true),
        ("192.168.1.0/24", false, false),
        ("100.64.0.0/10", false, false),
        ("169.254.169.254", false, false),
        ("fd00::/8", false, false),
        ("2001:db8::/32", false, true),
    ] {
        assert_eq!(is_world(cidr), Ok(world), "{cidr}");
        assert_eq!(is_public_cidr(cidr), Ok(public), "{cidr}");
    }
    for bad in ["", "x", "1.2.3.4/33", "1.2.3/24", "sg-1", "::/129"] {
        assert!(matches!(is_world(bad), Err(NetworkError::Cidr(_))), "{bad}");
    }
    assert_eq!(cidr_contains("10.0.0.0/8", "10.9.0.0/16"), Ok(true));
    assert_eq!(cidr_contains("10.9.0.0/16", "10.0.0.0/8"), Ok(false));
    assert_eq!(cidr_contains("0.0.0.0/0", "::1"), Ok(false));
    assert!(cidr_contains("10.0.0.0/8", "?").is_err());
}

fn rule(protocol: &str, from: Value, to: Value, v4: &[&str], v6: &[&str]) -> Value {
    json!({"IpProtocol": protocol, "FromPort": from, "ToPort": to,
        "IpRanges": v4.iter().map(|c| json!({"CidrIp": c})).collect::<Vec<_>>(),
        "Ipv6Ranges": v6.iter().map(|c| json!({"CidrIpv6": c})).collect::<Vec<_>>(),
        "UserIdGroupPairs": [{"GroupId": "sg-1"}], "PrefixListIds": []})
}

#[test]
fn open_ports() {
    let all = ["0.0.0.0/0"];
    for (permissions, want) in [
        (json!([]), vec![]),
        (json!([rule("tcp", json!(22), json!(22), &all, &[])]), vec![22]),
        (json!([rule("6", json!(22), json!(22), &all, &[])]), vec![22]),
        (json!([rule("tcp", json!(0), json!(65535), &all, &[])]), vec![22, 3389]),
        (json!([rule("tcp", Value::Null, Value::Null, &all, &[])]), vec![22, 3389]),
        (json!([rule("tcp", json!(-1), json!(-1), &all, &[])]), vec![22, 3389]),
        (json!([rule("tcp", json!(20), json!(25), &[], &["::/0"])]), vec![22]),
        (json!([rule("-1", Value::Null, Value::Null, &all, &[])]), vec![22, 3389]),
        (json!([{"IpProtocol": "-1", "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}]), vec![22, 3389]),
        (json!([rule("udp", json!(22), json!(22), &all, &[])]), vec![]),
        (json!([rule("icmp", json!(8), json!(-1), &all, &[])]), vec![]),
        (json!([rule("tcp", json!(22), json!(22), &["10.0.0.0/8"], &[])]), vec![]),
        (json!([rule("tcp", json!(22), json!(22), &[], &[])]), vec![]),
        (json!([rule("tcp", json!(22), json!(22), &["0.0.0.0/1", "128.0.0.0/1"], &[])]), vec![22]),
        (json!([rule("tcp", json!(22), json!(22), &["0.0.0.0/1"], &[])]), vec![]),
        (
            json!([
                rule("tcp", json!(1), json!(30), &["0.0.0.0/1"], &[]),
                rule("-1", Value::Null, Value::Null, &["128.0.0.0/1"], &[])
            ]),
            vec![22],
        ),
        (json!([rule("tcp", json!(22), json!(22), &["0.0.0.0/1"], &["8000::/1"])]), vec![]),
    ] {
        assert_eq!(world_open_ports(&permissions, &[22, 3389], "tcp"), Ok(want), "{permissions}");
    }
    let udp = json!([rule("17", json!(53), json!(53), &all, &[])]);
    assert_eq!(world_open_ports(&udp, &[53], "udp"), Ok(vec![53]));
}

#[test]
fn what_is_not_ec2s_shape_is_an_error() {
    for bad in [
        Value::Null,
        json!({}),
        json!([1]),
        json!([{"FromPort": 1}]),
        json!([rule("tcp", json!(70000), json!(70000), &[], &[])]),
        json!([rule("tcp", json!("22"), json!(22), &[], &[])]),
        json!([rule("tcp", json!(23), json!(22), &[], &[])]),
        json!([rule("tcp", json!(22), json!(22), &["anywhere"], &[])]),
        json!([{"IpProtocol": "tcp", "IpRanges": [{}]}]),
        json!([{"IpProtocol": "tcp", "IpRanges": "0.0.0.0/0"}]),
    ] {
        assert!(world_open_ports(&bad, &[22], "tcp").is_err(), "{bad}");
        assert!(world_open_ranges(&bad).is_err(), "{bad}");
    }
}

#[test]
fn open_ranges_are_joined() {
    let all = ["0.0.0.0/0"];
    let found = |permissions: Value| -> Vec<String> {
        world_open_ranges(&permissions)
            .unwrap()
            .into_iter()
            .map(|(p, from, to)| format!("{p} {from}-{to}"))
            .collect()
    };
    assert_eq!(
        found(json!([
            rule("tcp", json!(80), json!(80), &all, &[]),
            rule("tcp", json!(81), json!(90), &all, &[]),
            rule("tcp", json!(443), json!(443), &[], &["::/0"]),
            rule("udp", json!(53), json!(53), &all, &[]),
            rule("tcp", json!(22), json!(22), &["10.0.0.0/8"], &[])
        ])),
        ["tcp 80-90", "tcp 443-443", "udp 53-53"]
    );
    assert_eq!(
        found(json!([
            rule("-1", Value::Null, Value::Null, &all, &[]),
            rule("tcp", json!(80), json!(80), &all, &[])
        ])),
        ["-1 0-65535"]
    );
    assert_eq!(found(json!([rule("tcp", json!(0), json!(65535), &all, &[])])), ["tcp 0-65535"]);
    assert_eq!(found(json!([rule("icmp", json!(8), json!(-1), &all, &[])])), ["icmp 0-65535"]);
    assert!(found(json!([rule("tcp", json!(80), json!(80), &["0.0.0.0/1"], &[])])).is_empty());
}

fn entry(number: i64, action: &str, protocol: &str, cidr: &str, ports: Option<(u16, u16)>) -> Value {
    let mut e = json!({"RuleNumber": number, "RuleAction": action, "Protocol": protocol, "Egress": false,
        "CidrBlock": cidr});
    if let Some((from, to)) = ports {
        e["PortRange"] = json!({"From": from, "To": to});
    }
    e
}

#[test]
fn acls_are_judged_in_the_order_of_their_numbers() {
    let last = entry(32767, "deny", "-1", "0.0.0.0/0", None);
    for (entries, want) in [
        (vec![last.clone()], vec![]),
        (vec![entry(100, "allow", "-1", "0.0.0.0/0", None), last.clone()], vec![22, 3389]),
        (vec![last.clone(), entry(100, "allow", "6", "0.0.0.0/0", Some((22, 22)))], vec![22]),
        (
            vec![
                entry(100, "allow", "-1", "0.0.0.0/0", None),
                entry(90, "deny", "6", "0.0.0.0/0", Some((22, 22))),
            ],
            vec![3389],
        ),
        (
            vec![
                entry(100, "allow", "-1", "0.0.0.0/0", None),
                entry(110, "deny", "6", "0.0.0.0/0", Some((22, 22))),
            ],
            vec![22, 3389],
        ),
        (
            vec![
                entry(80, "deny", "-1", "0.0.0.0/1", None),
                entry(90, "deny", "-1", "128.0.0.0/1", None),
                entry(100, "allow", "-1", "0.0.0.0/0", None),
            ],
            vec![],
        ),
        (
            vec![
                entry(90, "deny", "-1", "203.0.113.0/24", None),
                entry(100, "allow", "-1", "0.0.0.0/0", None),
            ],
            vec![22, 3389],
        ),
        (
            vec![entry(90, "allow", "6", "0.0.0.0/1", None), entry(95, "allow", "6", "128.0.0.0/1", None)],
            vec![22, 3389],
        ),
        (vec![entry(90, "allow", "17", "0.0.0.0/0", None)], vec![]),
        (vec![entry(90, "allow", "6", "10.0.0.0/8", None)], vec![]),
    ] {
        let entries = json!(entries);
        assert_eq!(nacl_world_open_ports(&entries, &[22, 3389], "tcp"), Ok(want), "{entries}");
    }
    let mut egress = entry(100, "allow", "-1", "0.0.0.0/0", None);
    egress["Egress"] = json!(true);
    assert_eq!(nacl_world_open_ports(&json!([egress]), &[22], "tcp"), Ok(vec![]));
    let v6 = json!([{"RuleNumber": 1, "RuleAction": "allow", "Protocol": "-1", "Egress": false, "Ipv6CidrBlock": "::/0"}]);
    assert_eq!(nacl_world_open_ports(&v6, &[22], "tcp"), Ok(vec![22]));
    for bad in [Value::Null, json!([1]), json!([{"Egress": false}])] {
        assert!(nacl_world_open_ports(&bad, &[22], "tcp").is_err());
    }
}

proptest! {
    #[test]
    fn no_text_panics(text in ".{0,40}") {
        let _ = is_world(&text);
        let _ = is_public_cidr(&text);
        let _ = cidr_contains(&text, "10.0.0.0/8");
    }

    #[test]
    fn ranges_and_ports_agree(
        spans in prop::collection::vec((any::<u16>(), any::<u16>(), 0usize..4), 0..6),
        port in any::<u16>(),
    ) {
        let nets = ["0.0.0.0/0", "0.0.0.0/1", "128.0.0.0/1", "10.0.0.0/8"];
        let permissions = Value::from(
            spans
                .iter()
                .map(|&(a, b, n)| rule("tcp", json!(a.min(b)), json!(a.max(b)), &[nets[n]], &[]))
                .collect::<Vec<_>>(),
        );
        let open = !world_open_ports(&permissions, &[port], "tcp").unwrap().is_empty();
        let within = world_open_ranges(&permissions).unwrap().iter().any(|(_, f, t)| (*f..=*t).contains(&port));
        prop_assert_eq!(open, within);
    }
}
