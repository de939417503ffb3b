//! Instances, functions, containers and what stands before them.

use serde_json::{Value, json};

use super::{ACCOUNT, Get, Group, Part, Seat};

pub(crate) fn groups() -> Vec<Group> {
    let mut groups = vec![
        Group::new(("ec2", "DescribeInstances"), 400, 1_000, ("Reservations", "NextToken"), instance),
        Group::new(("ec2", "DescribeInstanceStatus"), 400, 1_000, ("InstanceStatuses", "NextToken"), status),
        Group::new(("ec2", "DescribeImages"), 80, 1_000, ("Images", "NextToken"), image),
        Group::new(("lambda", "ListFunctions"), 200, 50, ("Functions", "NextMarker"), function),
        Group::new(("elbv2", "DescribeLoadBalancers"), 30, 400, ("LoadBalancers", "NextMarker"), balancer),
        Group::new(("elbv2", "DescribeTargetGroups"), 50, 400, ("TargetGroups", "NextMarker"), target_group),
    ];
    groups.push(Group {
        get: Some(Get {
            operation: "DescribeTaskDefinition",
            member: "taskDefinition",
            make: task_definition,
        }),
        ..Group::new(("ecs", "ListTaskDefinitionFamilies"), 50, 100, ("families", "nextToken"), |seat| {
            json!(seat.name())
        })
    });
    groups
}

pub(crate) fn parts() -> Vec<Part> {
    let user_data = "IyEvYmluL2Jhc2gKc2V0IC1ldQpkbmYgaW5zdGFsbCAteSBhbWF6b24tY2xvdWR3YXRjaC1hZ2VudApzeXN0ZW1jdGwgZW5hYmxlIC0tbm93IGFtYXpvbi1jbG91ZHdhdGNoLWFnZW50Cg==";
    let listener = |protocol: &str, policy: Option<&str>| {
        Ok(json!({"Listeners": [{
            "ListenerArn": format!("arn:aws:elasticloadbalancing:us-east-1:{ACCOUNT}:listener/app/lb/50dc6c495c0c9188/f2f7dc8efc522ab2"),
            "Port": 443, "Protocol": protocol, "SslPolicy": policy,
            "DefaultActions": [{"Type": "forward", "Order": 1, "TargetGroupArn": "arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/x/0123456789abcdef"}],
        }]}))
    };
    let health = |state: &str| {
        Ok(json!({"TargetHealthDescriptions": [
            {"Target": {"Id": "i-0123456789abcdef0", "Port": 8080}, "HealthCheckPort": "8080", "TargetHealth": {"State": "healthy"}},
            {"Target": {"Id": "i-0123456789abcdef1", "Port": 8080}, "HealthCheckPort": "8080", "TargetHealth": {"State": state}},
        ]}))
    };
    let invoke = |principal: Value| {
        let statement = json!({"Sid": "invoke", "Effect": "Allow", "Principal": principal, "Action": "lambda:InvokeFunction", "Resource": "*",
            "Condition": {"StringEquals": {"AWS:SourceAccount": ACCOUNT}}});
        Ok(
            json!({"Policy": json!({"Version": "2012-10-17", "Id": "default", "Statement": [statement]}).to_string(), "RevisionId": "1"}),
        )
    };
    vec![
        Part::new(
            ("ec2", "DescribeInstanceAttribute"),
            [Ok(json!({})), Ok(json!({"UserData": {"Value": user_data}}))],
        ),
        Part::new(
            ("elbv2", "DescribeListeners"),
            [
                listener("HTTPS", Some("ELBSecurityPolicy-TLS13-1-2-2021-06")),
                listener("HTTPS", Some("ELBSecurityPolicy-2016-08")),
                listener("HTTP", None),
            ],
        ),
        Part::new(
            ("elbv2", "DescribeTargetHealth"),
            [health("healthy"), health("healthy"), health("healthy"), health("unhealthy")],
        ),
        Part::new(
            ("lambda", "GetPolicy"),
            [
                Err("ResourceNotFoundException"),
                invoke(json!({"Service": "events.amazonaws.com"})),
                invoke(json!({"Service": "s3.amazonaws.com"})),
            ],
        ),
        Part::new(
            ("lambda", "ListTags"),
            [
                Ok(
                    json!({"Tags": {"Owner": "billing@example.com", "Environment": "prod", "CostCentre": "cc-4012"}}),
                ),
                Ok(json!({"Tags": {}})),
            ],
        ),
    ]
}

fn instance(seat: &Seat<'_>) -> Value {
    let id = seat.id("i");
    let address = format!("10.{}.{}.{}", seat.i / 60_000 % 250, seat.i / 250 % 250, seat.i % 250 + 4);
    let groups = json!([{"GroupId": seat.other("sg", 300), "GroupName": "application"}]);
    let private_name = format!("ip-{}.{}.compute.internal", address.replace('.', "-"), seat.region);
    let state = if seat.of_hundred("stopped", 10) {
        json!({"Code": 80, "Name": "stopped"})
    } else {
        json!({"Code": 16, "Name": "running"})
    };
    let disk = |device: &str, delete: bool| json!({"DeviceName": device, "Ebs": {"AttachTime": seat.moment("launched"), "DeleteOnTermination": delete, "Status": "attached", "VolumeId": seat.id("vol")}});
    json!({"ReservationId": seat.id("r"), "OwnerId": ACCOUNT, "Groups": [], "Instances": [{
        "Architecture": seat.one("arch", &["x86_64", "x86_64", "arm64"]),
        "BlockDeviceMappings": [disk("/dev/xvda", true), disk("/dev/sdf", false)],
        "ClientToken": seat.id("fleet"), "EbsOptimized": true, "EnaSupport": true, "Hypervisor": "xen",
        "IamInstanceProfile": {"Arn": format!("arn:aws:iam::{ACCOUNT}:instance-profile/application"), "Id": "AIPAEXAMPLEEXAMPLE123"},
        "NetworkInterfaces": [{
            "Attachment": {"AttachTime": seat.moment("launched"), "AttachmentId": seat.id("eni-attach"), "DeleteOnTermination": true, "DeviceIndex": 0, "Status": "attached", "NetworkCardIndex": 0},
            "Description": "", "Groups": groups, "Ipv6Addresses": [], "MacAddress": "02:8a:1b:00:10:aa", "NetworkInterfaceId": seat.id("eni"),
            "OwnerId": ACCOUNT, "PrivateDnsName": private_name, "PrivateIpAddress": address,
            "PrivateIpAddresses": [{"Primary": true, "PrivateDnsName": private_name, "PrivateIpAddress": address}],
            "SourceDestCheck": true, "Status": "in-use", "SubnetId": seat.one_of("subnet", 60), "VpcId": seat.one_of("vpc", 20), "InterfaceType": "interface",
        }],
        "RootDeviceName": "/dev/xvda", "RootDeviceType": "ebs", "SecurityGroups": groups, "SourceDestCheck": true, "Tags": seat.tags(),
        "VirtualizationType": "hvm", "CpuOptions": {"CoreCount": 2, "ThreadsPerCore": 2},
        "CapacityReservationSpecification": {"CapacityReservationPreference": "open"}, "HibernationOptions": {"Configured": false},
        "MetadataOptions": {"State": "applied", "HttpTokens": seat.one("imds", &["required", "required", "required", "optional"]), "HttpPutResponseHopLimit": 2,
            "HttpEndpoint": "enabled", "HttpProtocolIpv6": "disabled", "InstanceMetadataTags": "disabled"},
        "EnclaveOptions": {"Enabled": false}, "PlatformDetails": "Linux/UNIX", "UsageOperation": "RunInstances",
        "UsageOperationUpdateTime": seat.moment("launched"),
        "PrivateDnsNameOptions": {"HostnameType": "ip-name", "EnableResourceNameDnsARecord": false, "EnableResourceNameDnsAAAARecord": false},
        "MaintenanceOptions": {"AutoRecovery": "default"}, "CurrentInstanceBootMode": "uefi", "InstanceId": id, "ImageId": seat.other("ami", 80),
        "State": state, "PrivateDnsName": private_name, "PublicDnsName": "", "StateTransitionReason": if seat.of_hundred("stopped", 10) { "User initiated (2026-03-01 10:00:00 GMT)" } else { "" }, "KeyName": "operations",
        "AmiLaunchIndex": 0, "ProductCodes": [], "InstanceType": seat.one("type", &["m5.large", "m7g.large", "c6i.xlarge", "t3.medium", "r6i.2xlarge"]),
        "LaunchTime": seat.moment("launched"), "Placement": {"GroupName": "", "Tenancy": "default", "AvailabilityZone": seat.zone()},
        "Monitoring": {"State": "disabled"}, "SubnetId": seat.one_of("subnet", 60), "VpcId": seat.one_of("vpc", 20), "PrivateIpAddress": address,
    }]})
}

fn status(seat: &Seat<'_>) -> Value {
    let stopped = seat.of_hundred("stopped", 10);
    let checks = |percent| {
        let word = if stopped {
            "not-applicable"
        } else if seat.of_hundred("reached", percent) {
            "impaired"
        } else {
            "ok"
        };
        let detail = if word == "ok" { "passed" } else { "failed" };
        json!({"Details": [{"Name": "reachability", "Status": detail}], "Status": word})
    };
    json!({"AvailabilityZone": seat.zone(), "InstanceId": seat.id("i"),
        "InstanceState": if stopped { json!({"Code": 80, "Name": "stopped"}) } else { json!({"Code": 16, "Name": "running"}) },
        "InstanceStatus": checks(1), "SystemStatus": checks(0)})
}

fn image(seat: &Seat<'_>) -> Value {
    let (id, snapshot) = (seat.id("ami"), seat.id("snap"));
    json!({"Architecture": "x86_64", "CreationDate": seat.moment("made"), "ImageId": id, "ImageLocation": format!("{ACCOUNT}/{}", seat.name()),
        "ImageType": "machine", "Public": seat.of_hundred("public", 1), "OwnerId": ACCOUNT, "PlatformDetails": "Linux/UNIX", "UsageOperation": "RunInstances", "State": "available",
        "BlockDeviceMappings": [{"DeviceName": "/dev/xvda", "Ebs": {"DeleteOnTermination": true, "SnapshotId": snapshot, "VolumeSize": 30, "VolumeType": "gp3", "Encrypted": true}}],
        "Description": "golden image, built by the pipeline", "EnaSupport": true, "Hypervisor": "xen", "Name": seat.name(), "RootDeviceName": "/dev/xvda",
        "RootDeviceType": "ebs", "SriovNetSupport": "simple", "VirtualizationType": "hvm", "BootMode": "uefi-preferred", "Tags": seat.tags()})
}

fn function(seat: &Seat<'_>) -> Value {
    let name = seat.name();
    json!({"FunctionName": name, "FunctionArn": seat.arn("lambda", &format!("function:{name}")),
        "Runtime": seat.one("runtime", &["python3.13", "nodejs22.x", "python3.12", "java21", "python3.8"]),
        "Role": format!("arn:aws:iam::{ACCOUNT}:role/{name}"), "Handler": "app.handler", "CodeSize": 4_193_042 + seat.i,
        "Description": "takes orders from the queue and writes them into the table", "Timeout": 30, "MemorySize": 512, "LastModified": "2026-05-11T08:22:31.000+0000",
        "CodeSha256": "3kd1l0QhZ2m1t7mO8c4bC5zJxS4n3k9Hf0rj7Qe0hVU=", "Version": "$LATEST",
        "VpcConfig": {"SubnetIds": [seat.one_of("subnet", 60), seat.one_of("subnet", 60)], "SecurityGroupIds": [seat.other("sg", 300)], "VpcId": seat.one_of("vpc", 20), "Ipv6AllowedForDualStack": false},
        "Environment": {"Variables": {"TABLE_NAME": format!("orders-{}", seat.i), "LOG_LEVEL": "info", "STAGE": seat.one("stage", &["prod", "staging", "dev"]),
            "QUEUE_URL": format!("https://sqs.{}.amazonaws.com/{ACCOUNT}/orders-{}", seat.region, seat.i), "POWERTOOLS_SERVICE_NAME": name, "FEATURE_FLAGS": "a,b,c,d"}},
        "TracingConfig": {"Mode": "Active"}, "RevisionId": "8e0fa0e3-1b4d-4a2b-8e35-6a3ad4a0a0f1",
        "Layers": [{"Arn": seat.arn("lambda", "layer:powertools:61"), "CodeSize": 11_223_344}], "PackageType": "Zip",
        "Architectures": [seat.one("arch", &["x86_64", "x86_64", "arm64"])], "EphemeralStorage": {"Size": 512},
        "SnapStart": {"ApplyOn": "None", "OptimizationStatus": "Off"}, "LoggingConfig": {"LogFormat": "JSON", "LogGroup": format!("/aws/lambda/{name}")}})
}

fn balancer(seat: &Seat<'_>) -> Value {
    let name = seat.name();
    let zones: Vec<Value> = ["a", "b", "c"].iter().map(|zone| json!({"ZoneName": format!("{}{zone}", seat.region), "SubnetId": seat.one_of("subnet", 60), "LoadBalancerAddresses": []})).collect();
    json!({"LoadBalancerArn": seat.arn("elasticloadbalancing", &format!("loadbalancer/app/{name}/50dc6c495c0c9188")),
        "DNSName": format!("{name}-1234567890.{}.elb.amazonaws.com", seat.region), "CanonicalHostedZoneId": "Z2P70J7EXAMPLE", "CreatedTime": seat.moment("made"),
        "LoadBalancerName": name, "Scheme": seat.one("scheme", &["internet-facing", "internal"]), "VpcId": seat.one_of("vpc", 20), "State": {"Code": "active"},
        "Type": "application", "AvailabilityZones": zones, "SecurityGroups": [seat.other("sg", 300)], "IpAddressType": "ipv4"})
}

fn target_group(seat: &Seat<'_>) -> Value {
    let name = seat.name();
    json!({"TargetGroupArn": seat.arn("elasticloadbalancing", &format!("targetgroup/{name}/0123456789abcdef")), "TargetGroupName": name, "Protocol": "HTTP", "Port": 8080,
        "VpcId": seat.one_of("vpc", 20), "HealthCheckProtocol": "HTTP", "HealthCheckPort": "traffic-port", "HealthCheckEnabled": true, "HealthCheckIntervalSeconds": 30,
        "HealthCheckTimeoutSeconds": 5, "HealthyThresholdCount": 5, "UnhealthyThresholdCount": 2, "HealthCheckPath": "/health", "Matcher": {"HttpCode": "200"},
        "LoadBalancerArns": [seat.arn("elasticloadbalancing", &format!("loadbalancer/app/{name}/50dc6c495c0c9188"))], "TargetType": "instance", "ProtocolVersion": "HTTP1", "IpAddressType": "ipv4"})
}

fn task_definition(seat: &Seat<'_>) -> (String, Value) {
    let family = seat.name();
    let container = |name: &str| {
        json!({"name": name, "image": format!("{ACCOUNT}.dkr.ecr.{}.amazonaws.com/{name}:1.14.2", seat.region), "cpu": 256, "memory": 512, "essential": true,
            "portMappings": [{"containerPort": 8080, "hostPort": 8080, "protocol": "tcp"}],
            "environment": [{"name": "LOG_LEVEL", "value": "info"}, {"name": "STAGE", "value": "prod"}, {"name": "REGION", "value": seat.region}, {"name": "JAVA_OPTS", "value": "-Xmx384m"}],
            "secrets": [{"name": "DB_PASSWORD", "valueFrom": seat.arn("secretsmanager", "secret:orders-db-AbCdEf")}], "mountPoints": [], "volumesFrom": [], "readonlyRootFilesystem": true,
            "logConfiguration": {"logDriver": "awslogs", "options": {"awslogs-group": format!("/ecs/{family}"), "awslogs-region": seat.region, "awslogs-stream-prefix": name}}})
    };
    let answer = json!({"taskDefinition": {"taskDefinitionArn": seat.arn("ecs", &format!("task-definition/{family}:17")), "family": family,
        "containerDefinitions": [container("application"), container("proxy")], "taskRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/{family}"),
        "executionRoleArn": format!("arn:aws:iam::{ACCOUNT}:role/ecsTaskExecutionRole"), "networkMode": "awsvpc", "revision": 17, "volumes": [], "status": "ACTIVE",
        "requiresAttributes": [{"name": "com.amazonaws.ecs.capability.ecr-auth"}, {"name": "ecs.capability.task-eni"}], "placementConstraints": [],
        "compatibilities": ["EC2", "FARGATE"], "requiresCompatibilities": ["FARGATE"], "cpu": "512", "memory": "1024", "registeredAt": seat.moment("made"),
        "registeredBy": format!("arn:aws:sts::{ACCOUNT}:assumed-role/deploy/pipeline")}});
    (family, answer)
}
