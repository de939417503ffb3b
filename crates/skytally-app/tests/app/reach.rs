//! What people ask of a linked account: its permissions, its regions, its organization; and what is never linked.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use skytally_app::AppError;
use skytally_app::cloud::ReachErrorKind;

use crate::kit::aws::{Cloud, emulator};
use crate::kit::{Wish, World, hours, mins};

everywhere!(
    permissions_regions_and_the_organization_are_told,
    the_key_of_a_root_user_is_not_linked,
    the_service_says_whether_it_can_work,
);

async fn permissions_regions_and_the_organization_are_told(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), &[])).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let cloud = Cloud::new(server);
    let account = world.link(&ann.caller, workspace, &cloud).await.id;
    let (app, who) = (&world.app, &ann.caller);
    let calm = app.test_permissions(who, workspace, account).await.unwrap();
    assert!(calm.missing.is_empty() && calm.allowed.contains(&"ec2:DescribeVolumes".to_owned()), "{calm:?}");
    // Only what the account is looked at for.
    assert!(!calm.allowed.contains(&"s3:ListAllMyBuckets".to_owned()), "{calm:?}");
    let fault = cloud.fault("deny", "ec2:DescribeVolumes");
    let stormy = app.test_permissions(who, workspace, account).await.unwrap();
    let missing: Vec<&str> = stormy.missing.iter().map(|denied| denied.action.as_str()).collect();
    assert_eq!(missing, ["ec2:DescribeVolumes"]);
    drop(fault);

    let (regions, guessed) = app.account_regions(who, workspace, account).await.unwrap();
    assert!(regions.len() == 17 && guessed.is_none(), "{regions:?}");
    let fault = cloud.fault("deny", "ec2:DescribeRegions");
    let (regions, guessed) = app.account_regions(who, workspace, account).await.unwrap();
    assert!(regions.len() >= 17 && guessed.unwrap().contains("DescribeRegions"), "{regions:?}");
    drop(fault);

    let error = app.organization(who, workspace, account).await.unwrap_err();
    assert!(
        matches!(&error, AppError::Reach(error) if error.kind == ReachErrorKind::NoOrganization),
        "{error:?}"
    );
}

/// Answers every request with the identity of a root user, which the emulator does not have.
fn root_user() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            let _ = stream.read(&mut [0; 8_192]);
            let body = "<GetCallerIdentityResponse><GetCallerIdentityResult>\
                        <Arn>arn:aws:iam::111122223333:root</Arn><UserId>111122223333</UserId>\
                        <Account>111122223333</Account></GetCallerIdentityResult></GetCallerIdentityResponse>";
            let length = body.len();
            let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {length}\r\nConnection: close\r\n\r\n");
            let _ = stream.write_all(format!("{head}{body}").as_bytes());
        }
    });
    url
}

async fn the_key_of_a_root_user_is_not_linked(wish: Wish) {
    let world = World::of(wish.with_aws(&root_user(), &[])).await;
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    let error =
        world.link_key(&ann.caller, workspace, ("AKIA0000000000000000", "planted")).await.unwrap_err();
    assert!(matches!(&error, AppError::Reach(error) if error.kind == ReachErrorKind::RootKey), "{error:?}");
    assert!(world.app.accounts(&ann.caller, workspace).await.unwrap().is_empty());
    assert!(!serde_json::to_string(&world.dump().await).unwrap().contains("AKIA0000"));
}

async fn the_service_says_whether_it_can_work(wish: Wish) {
    let Some(server) = emulator() else { return };
    let world = World::of(wish.with_aws(server.url(), &[])).await;
    let told = world.app.readiness().await;
    let names: Vec<&str> = told.probes.iter().map(|probe| probe.name).collect();
    assert_eq!((told.ready, names.as_slice()), (true, &["store", "vault", "leases"][..]), "{told:?}");
    let ann = world.person("ann").await;
    let workspace = world.workspace(&ann, "Bakery").await.id;
    world.link(&ann.caller, workspace, &Cloud::new(server)).await;
    assert!(world.app.readiness().await.ready, "it has just come to be due");
    world.pass(mins(31));
    let told = world.app.readiness().await;
    assert!(!told.ready && told.probes[2].detail.contains("for 31 minutes"), "{told:?}");
    let gauge = |all: &[(&str, &str, i64)], name: &str| all.iter().find(|(own, ..)| *own == name).unwrap().2;
    let gauges = world.app.gauges().await.unwrap();
    assert_eq!(gauge(&gauges, "skytally_accounts_overdue"), 1);
    assert_eq!(gauge(&gauges, "skytally_accounts_overdue_seconds"), 31 * 60);
    world.collect().await;
    assert!(world.app.readiness().await.ready);
    world.app.forgot_password(&crate::kit::home(), &ann.email).await.unwrap();
    world.pass(hours(1));
    let gauges = world.app.gauges().await.unwrap();
    assert_eq!(
        (gauge(&gauges, "skytally_outbox_waiting"), gauge(&gauges, "skytally_outbox_oldest_seconds")),
        (1, 3_600)
    );
}
