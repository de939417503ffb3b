//! Networks: what EC2 has beside instances and disks.

use serde_json::{Value, json};

use super::{ACCOUNT, Group, Seat};

pub(crate) fn groups() -> Vec<Group> {
    vec![
        Group::new(
            ("ec2", "DescribeSecurityGroups"),
            300,
            1_000,
            ("SecurityGroups", "NextToken"),
            security_group,
        ),
        Group::new(
            ("ec2", "DescribeNetworkInterfaces"),
            600,
            1_000,
            ("NetworkInterfaces", "NextToken"),
            interface,
        ),
        Group { fixed: 20, ..Group::new(("ec2", "DescribeVpcs"), 0, 1_000, ("Vpcs", "NextToken"), vpc) },
        Group {
            fixed: 12,
            ..Group::new(("ec2", "DescribeFlowLogs"), 0, 1_000, ("FlowLogs", "NextToken"), flow_log)
        },
        Group::new(("ec2", "DescribeAddresses"), 30, 100_000, ("Addresses", "NextToken"), address),
    ]
}

fn security_group(seat: &Seat<'_>) -> Value {
    let range = |text: &str, why: &str| json!({"CidrIp": text, "Description": why});
    let from_group = json!([{"UserId": ACCOUNT, "GroupId": seat.other("sg", 300), "Description": "from the load balancer"}]);
    let world = if seat.of_hundred("open", 3) { "0.0.0.0/0" } else { "10.0.0.0/8" };
    let port = |port: u32, ranges: Value, pairs: Value| json!({"IpProtocol": "tcp", "FromPort": port, "ToPort": port, "UserIdGroupPairs": pairs, "IpRanges": ranges, "Ipv6Ranges": [], "PrefixListIds": []});
    json!({"GroupId": seat.id("sg"),
    "IpPermissionsEgress": [{"IpProtocol": "-1", "UserIdGroupPairs": [], "IpRanges": [range("0.0.0.0/0", "all")], "Ipv6Ranges": [], "PrefixListIds": []}],
    "Tags": seat.tags(), "VpcId": seat.one_of("vpc", 20), "SecurityGroupArn": seat.arn("ec2", &format!("security-group/{}", seat.id("sg"))), "OwnerId": ACCOUNT,
    "GroupName": seat.name(), "Description": "made by the pipeline of the team",
    "IpPermissions": [
        port(443, json!([range("0.0.0.0/0", "everybody")]), json!([])),
        port(8080, json!([]), from_group.clone()),
        port(22, json!([range(world, "operations"), range("192.168.12.0/24", "office")]), json!([])),
        port(5432, json!([range("10.20.0.0/16", "reporting")]), from_group),
    ]})
}

fn interface(seat: &Seat<'_>) -> Value {
    let address = format!("10.{}.{}.{}", seat.i / 60_000 % 250, seat.i / 250 % 250, seat.i % 250 + 4);
    let name = format!("ip-{}.{}.compute.internal", address.replace('.', "-"), seat.region);
    json!({"Attachment": {"AttachTime": seat.moment("made"), "AttachmentId": seat.id("eni-attach"), "DeleteOnTermination": true, "DeviceIndex": 0, "NetworkCardIndex": 0,
            "InstanceId": seat.other("i", 400), "InstanceOwnerId": ACCOUNT, "Status": "attached"},
        "AvailabilityZone": seat.zone(), "Description": "", "Groups": [{"GroupId": seat.other("sg", 300), "GroupName": "application"}], "InterfaceType": "interface",
        "Ipv6Addresses": [], "MacAddress": "02:8a:1b:00:10:aa", "NetworkInterfaceId": seat.id("eni"), "OwnerId": ACCOUNT, "PrivateDnsName": name, "PrivateIpAddress": address,
        "PrivateIpAddresses": [{"Primary": true, "PrivateDnsName": name, "PrivateIpAddress": address}], "RequesterManaged": false, "SourceDestCheck": true,
        "Status": "in-use", "SubnetId": seat.one_of("subnet", 60), "TagSet": seat.tags(), "VpcId": seat.one_of("vpc", 20)})
}

fn vpc(seat: &Seat<'_>) -> Value {
    let id = seat.id("vpc");
    json!({"OwnerId": ACCOUNT, "InstanceTenancy": "default", "Ipv6CidrBlockAssociationSet": [],
        "CidrBlockAssociationSet": [{"AssociationId": seat.id("vpc-cidr-assoc"), "CidrBlock": format!("10.{}.0.0/16", seat.i), "CidrBlockState": {"State": "associated"}}],
        "IsDefault": false, "Tags": seat.tags(), "VpcId": id, "State": "available", "CidrBlock": format!("10.{}.0.0/16", seat.i), "DhcpOptionsId": "dopt-0123456789abcdef0"})
}

fn flow_log(seat: &Seat<'_>) -> Value {
    json!({"CreationTime": seat.moment("made"), "DeliverLogsStatus": "SUCCESS", "FlowLogId": seat.id("fl"), "FlowLogStatus": "ACTIVE", "LogGroupName": format!("/vpc/{}", seat.name()),
        "ResourceId": seat.id("vpc"), "TrafficType": seat.one("traffic", &["ALL", "REJECT", "ACCEPT"]), "LogDestinationType": "cloud-watch-logs",
        "LogFormat": "${version} ${account-id} ${interface-id} ${srcaddr} ${dstaddr} ${srcport} ${dstport} ${protocol}", "Tags": seat.tags(), "MaxAggregationInterval": 600})
}

fn address(seat: &Seat<'_>) -> Value {
    let used = !seat.of_hundred("idle", 10);
    json!({"InstanceId": used.then(|| seat.other("i", 400)), "PublicIp": format!("198.51.{}.{}", seat.i / 250 % 250, seat.i % 250), "AllocationId": seat.id("eipalloc"),
        "AssociationId": used.then(|| seat.id("eipassoc")), "Domain": "vpc", "NetworkInterfaceId": used.then(|| seat.other("eni", 600)), "NetworkInterfaceOwnerId": ACCOUNT,
        "PrivateIpAddress": "10.1.2.3", "Tags": seat.tags(), "PublicIpv4Pool": "amazon", "NetworkBorderGroup": seat.region})
}
