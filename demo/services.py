"""More helpers for the seed: managed services, each function makes one thing for an `Account`."""

import time
from datetime import datetime, timedelta, timezone

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from estate import code_zip


def log_group(account, region, name, days=None):
    logs = account.client("logs", region)
    logs.create_log_group(logGroupName=name, tags=account.flat_tags(name))
    if days:
        logs.put_retention_policy(logGroupName=name, retentionInDays=days)
    # A group that never held anything costs nothing.
    logs.create_log_stream(logGroupName=name, logStreamName="first")
    event = {"timestamp": int(time.time() * 1000), "message": "started"}
    logs.put_log_events(logGroupName=name, logStreamName="first", logEvents=[event])
    account.note(region, f"log-group/{name}", name, account.arn("logs", region, f"log-group:{name}"))
    return account.arn("logs", region, f"log-group:{name}:*")


def key(account, region, name, rotation=True, spec="SYMMETRIC_DEFAULT", deleted=False):
    kms = account.client("kms", region)
    usage = "ENCRYPT_DECRYPT" if spec == "SYMMETRIC_DEFAULT" else "SIGN_VERIFY"
    tags = [{"TagKey": tag["Key"], "TagValue": tag["Value"]} for tag in account.tags(name)]
    made = kms.create_key(Description=name, KeySpec=spec, KeyUsage=usage, Tags=tags)["KeyMetadata"]
    kms.create_alias(AliasName=f"alias/{name}", TargetKeyId=made["KeyId"])
    if rotation and spec == "SYMMETRIC_DEFAULT":
        kms.enable_key_rotation(KeyId=made["KeyId"])
    if deleted:
        kms.schedule_key_deletion(KeyId=made["KeyId"], PendingWindowInDays=30)
    account.note(region, f"key/{name}", made["KeyId"], made["Arn"])
    return made["Arn"]


def database(account, region, name, engine, version, size, groups, good=True, tags=None, **other):
    settings = {
        "StorageEncrypted": good,
        "MultiAZ": good,
        "BackupRetentionPeriod": 14 if good else 0,
        "DeletionProtection": good,
        "AutoMinorVersionUpgrade": good,
        "PubliclyAccessible": not good,
    } | other
    made = account.client("rds", region).create_db_instance(
        DBInstanceIdentifier=name,
        Engine=engine,
        EngineVersion=version,
        DBInstanceClass=size,
        AllocatedStorage=50,
        StorageType="gp3",
        MasterUsername="app",
        MasterUserPassword="Correct-Horse-1-Battery",
        VpcSecurityGroupIds=groups,
        # Else the snapshot that the emulator makes at once would lack the tags that its database lacks.
        CopyTagsToSnapshot=good,
        Tags=account.tags(name, **(tags or {})),
        **settings,
    )["DBInstance"]
    account.note(region, f"db/{name}", name, made["DBInstanceArn"])
    return made


def database_snapshot(account, region, name, database_name, public=False):
    rds = account.client("rds", region)
    made = rds.create_db_snapshot(
        DBSnapshotIdentifier=name, DBInstanceIdentifier=database_name, Tags=account.tags(name)
    )["DBSnapshot"]
    if public:
        rds.modify_db_snapshot_attribute(DBSnapshotIdentifier=name, AttributeName="restore", ValuesToAdd=["all"])
    account.note(region, f"db-snapshot/{name}", name, made["DBSnapshotArn"])


def function(account, region, name, runtime, role, architecture="arm64", env=None, url=None, allow=None):
    """`url` is the auth type of a function URL, `allow` a (principal, source account) that may invoke."""
    client = account.client("lambda", region)
    made = client.create_function(
        FunctionName=name,
        Runtime=runtime,
        Role=role,
        Handler="index.handler",
        Code={"ZipFile": code_zip()},
        Architectures=[architecture],
        Environment={"Variables": env or {}},
        Tags=account.flat_tags(name),
    )
    if url:
        client.create_function_url_config(FunctionName=name, AuthType=url)
    if allow:
        principal, source = allow
        more = {"SourceAccount": source} if source else {}
        client.add_permission(
            FunctionName=name, StatementId="invoke", Action="lambda:InvokeFunction", Principal=principal, **more
        )
    account.note(region, f"function/{name}", name, made["FunctionArn"])


def table(account, region, name, pitr=True):
    client = account.client("dynamodb", region)
    made = client.create_table(
        TableName=name,
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
        Tags=account.tags(name),
    )["TableDescription"]
    if pitr:
        client.update_continuous_backups(
            TableName=name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
        )
    account.note(region, f"table/{name}", name, made["TableArn"])


def queue(account, region, name, policy=None):
    """`policy` is made from the queue's ARN."""
    client = account.client("sqs", region)
    arn = account.arn("sqs", region, name)
    attributes = {"Policy": policy(arn)} if policy else {}
    url = client.create_queue(QueueName=name, Attributes=attributes, tags=account.flat_tags(name))["QueueUrl"]
    account.note(region, f"queue/{name}", name, arn)
    return url


def topic(account, region, name, policy=None, email=None):
    client = account.client("sns", region)
    arn = client.create_topic(Name=name, Tags=account.tags(name))["TopicArn"]
    if policy:
        client.set_topic_attributes(TopicArn=arn, AttributeName="Policy", AttributeValue=policy(arn))
    if email:
        client.subscribe(TopicArn=arn, Protocol="email", Endpoint=email)
    account.note(region, f"topic/{name}", name, arn)
    return arn


def file_system(account, region, name, encrypted=True):
    made = account.client("efs", region).create_file_system(
        CreationToken=name, Encrypted=encrypted, Tags=account.tags(name)
    )
    return account.note(region, f"file-system/{name}", made["FileSystemId"], made["FileSystemArn"])


def certificate(account, region, domain, days):
    """Imports a self-signed certificate that has `days` to live; it began ninety days ago."""
    private = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, domain)])
    today = datetime.now(timezone.utc)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(today - timedelta(days=90))
        .not_valid_after(today + timedelta(days=days, hours=12))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(domain)]), critical=False)
        .sign(private, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    arn = account.client("acm", region).import_certificate(
        Certificate=made.public_bytes(serialization.Encoding.PEM),
        PrivateKey=private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain),
        Tags=account.tags(domain),
    )["CertificateArn"]
    account.note(region, f"certificate/{domain}", arn.rpartition("/")[2], arn)
    return arn


def load_balancer(account, region, name, subnets, group, cert=None, policy=None, redirect=False, target=None, vpc=None):
    """An application load balancer: HTTPS when there is a certificate, else HTTP that serves in the clear.
    Returns the ARN of its target group."""
    client = account.client("elbv2", region)
    made = client.create_load_balancer(
        Name=name, Subnets=subnets, SecurityGroups=[group], Type="application", Tags=account.tags(name)
    )["LoadBalancers"][0]
    targets = client.create_target_group(
        Name=name, Protocol="HTTP", Port=80, VpcId=vpc, TargetType="instance", HealthCheckPath="/healthz",
        Tags=account.tags(name),
    )["TargetGroups"][0]["TargetGroupArn"]
    if target:
        client.register_targets(TargetGroupArn=targets, Targets=[{"Id": target, "Port": 80}])
    forward = [{"Type": "forward", "TargetGroupArn": targets}]
    balancer = made["LoadBalancerArn"]
    if cert:
        client.create_listener(
            LoadBalancerArn=balancer, Protocol="HTTPS", Port=443, SslPolicy=policy,
            Certificates=[{"CertificateArn": cert}], DefaultActions=forward,
        )
    if redirect:
        to_https = {"Protocol": "HTTPS", "Port": "443", "StatusCode": "HTTP_301"}
        client.create_listener(
            LoadBalancerArn=balancer, Protocol="HTTP", Port=80,
            DefaultActions=[{"Type": "redirect", "RedirectConfig": to_https}],
        )
    if not cert:
        client.create_listener(LoadBalancerArn=balancer, Protocol="HTTP", Port=80, DefaultActions=forward)
    account.note(region, f"load-balancer/{name}", name, balancer)
    account.note(region, f"target-group/{name}", name, targets)
    return targets


def classic_balancer(account, region, name, subnets, group):
    account.client("elb", region).create_load_balancer(
        LoadBalancerName=name,
        Listeners=[{"Protocol": "HTTP", "LoadBalancerPort": 80, "InstanceProtocol": "HTTP", "InstancePort": 8080}],
        Subnets=subnets,
        SecurityGroups=[group],
        Tags=account.tags(name),
    )
    account.note(region, f"classic-load-balancer/{name}", name, account.arn("elasticloadbalancing", region, f"loadbalancer/{name}"))


def cluster(account, region, name, version, subnets, role, public=False):
    network = {"subnetIds": subnets, "endpointPublicAccess": public, "endpointPrivateAccess": not public}
    if public:
        network["publicAccessCidrs"] = ["0.0.0.0/0"]
    made = account.client("eks", region).create_cluster(
        name=name, version=version, roleArn=role, resourcesVpcConfig=network, tags=account.flat_tags(name)
    )["cluster"]
    account.note(region, f"eks-cluster/{name}", name, made["arn"])


def container_service(account, region, name, role, subnets, group, environment=(), secrets=()):
    """An ECS cluster with one service and its task definition."""
    client = account.client("ecs", region)
    tags = [{"key": tag["Key"], "value": tag["Value"]} for tag in account.tags(name)]
    client.create_cluster(clusterName=name, tags=tags)
    task = client.register_task_definition(
        family=name,
        networkMode="awsvpc",
        requiresCompatibilities=["FARGATE"],
        cpu="256",
        memory="512",
        executionRoleArn=role,
        runtimePlatform={"cpuArchitecture": "ARM64", "operatingSystemFamily": "LINUX"},
        containerDefinitions=[
            {
                "name": name,
                "image": f"{account.id}.dkr.ecr.{region}.amazonaws.com/{name}:1",
                "essential": True,
                "environment": [{"name": key, "value": value} for key, value in environment],
                "secrets": [{"name": key, "valueFrom": value} for key, value in secrets],
            }
        ],
        tags=tags,
    )["taskDefinition"]["taskDefinitionArn"]
    client.create_service(
        cluster=name, serviceName=name, taskDefinition=task, desiredCount=1, launchType="FARGATE", tags=tags,
        networkConfiguration={
            "awsvpcConfiguration": {"subnets": subnets, "securityGroups": [group], "assignPublicIp": "DISABLED"}
        },
    )
    account.note(region, f"task-definition/{name}", task.rpartition("/")[2], task)


def trail(account, region, name, bucket, multi_region=True, validation=True, kms=None, group=None, role=None):
    client = account.client("cloudtrail", region)
    more = {"KmsKeyId": kms} if kms else {}
    if group:
        more |= {"CloudWatchLogsLogGroupArn": group, "CloudWatchLogsRoleArn": role}
    made = client.create_trail(
        Name=name,
        S3BucketName=bucket,
        IsMultiRegionTrail=multi_region,
        IncludeGlobalServiceEvents=True,
        EnableLogFileValidation=validation,
        TagsList=account.tags(name),
        **more,
    )
    client.put_event_selectors(
        TrailName=name, EventSelectors=[{"ReadWriteType": "All", "IncludeManagementEvents": True, "DataResources": []}]
    )
    client.start_logging(Name=name)
    account.note(region, f"trail/{name}", name, made["TrailARN"])
