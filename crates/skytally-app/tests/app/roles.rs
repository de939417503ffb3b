//! Every use case of a workspace, with every role, a stranger, and a machine of every scope: allowed or refused as the table
//! of `access.rs` says, and not otherwise.

use std::collections::BTreeMap;
use std::future::Future;
use std::num::NonZeroU32;
use std::pin::Pin;
use std::sync::Arc;

use skytally_app::access::{Action, allows};
use skytally_app::accounts::AccessForm;
use skytally_app::books::categorise::Rule;
use skytally_app::books::ledger::{AccountNo, Content, TransactionNo};
use skytally_app::books::recurring::Schedule;
use skytally_app::books::{
    ExportFormat, ImportOptions, LedgerItemKind, ReceiptFilter, RegisterFilter, ReportAsked, ReportName,
};
use skytally_app::settings::{SettingsChange, WorkspaceChange};
use skytally_app::{
    App, AppError, Caller, DocumentFilter, DocumentOrder, FindingFilter, FindingOrder, GroupBy, Secret,
};
use skytally_identity::scope::Scope;
use skytally_model::{Partition, Role, UserId, WorkspaceId};

use crate::kit::people::Person;
use crate::kit::{Wish, World, days, home};

everywhere!(
    every_use_case_is_for_whom_the_table_says,
    owners_are_made_and_unmade_by_owners_only,
    what_is_of_another_workspace_is_not_there,
);

const ID: &str = "01939f2e-7c1a-7b3e-9d00-00000000dead";

type Done = Pin<Box<dyn Future<Output = Result<(), AppError>> + Send>>;
/// A use case, with whom and where; what it works on is not there.
type UseCase = fn(Arc<App>, Caller, WorkspaceId) -> Done;

/// Every use case of a workspace, by what one must be allowed to do.
const USE_CASES: &[(&str, Action, UseCase)] = &[
    ("workspace", Action::ReadWorkspace, |app, who, at| {
        Box::pin(async move { app.workspace(&who, at).await.map(drop) })
    }),
    ("watch", Action::ReadWorkspace, |app, who, at| {
        Box::pin(async move { app.watch(&who, at).await.map(drop) })
    }),
    ("change workspace", Action::ChangeWorkspace, |app, who, at| {
        Box::pin(async move {
            let change = WorkspaceChange { retention_days: Some(60), ..WorkspaceChange::default() };
            app.change_workspace(&who, at, &change, None).await.map(drop)
        })
    }),
    ("export", Action::ExportWorkspace, |app, who, at| {
        Box::pin(async move { app.export_stream(who, at).await.map(drop) })
    }),
    ("delete workspace", Action::DeleteWorkspace, |app, who, at| {
        Box::pin(async move { app.delete_workspace(&who, at, "not its name").await })
    }),
    ("members", Action::ReadMembers, |app, who, at| {
        Box::pin(async move { app.members(&who, at).await.map(drop) })
    }),
    ("change role", Action::ChangeMembers, |app, who, at| {
        Box::pin(async move { app.change_role(&who, at, nobody(), Role::Viewer).await.map(drop) })
    }),
    ("remove member", Action::ChangeMembers, |app, who, at| {
        Box::pin(async move { app.remove_member(&who, at, nobody()).await })
    }),
    ("invite", Action::ChangeMembers, |app, who, at| {
        Box::pin(async move { app.invite(&who, at, "not an address", Role::Viewer).await.map(drop) })
    }),
    ("invite an owner", Action::ChangeOwners, |app, who, at| {
        Box::pin(async move { app.invite(&who, at, "not an address", Role::Owner).await.map(drop) })
    }),
    ("invitations", Action::ChangeMembers, |app, who, at| {
        Box::pin(async move { app.invitations(&who, at).await.map(drop) })
    }),
    ("revoke invitation", Action::ChangeMembers, |app, who, at| {
        Box::pin(async move { app.revoke_invitation(&who, at, ID.parse().unwrap()).await })
    }),
    ("accounts", Action::ReadAccounts, |app, who, at| {
        Box::pin(async move { app.accounts(&who, at).await.map(drop) })
    }),
    ("account", Action::ReadAccounts, |app, who, at| {
        Box::pin(async move { app.account(&who, at, ID.parse().unwrap()).await.map(drop) })
    }),
    ("runs", Action::ReadAccounts, |app, who, at| {
        Box::pin(async move { app.runs(&who, at, ID.parse().unwrap(), None, 10).await.map(drop) })
    }),
    ("run", Action::ReadAccounts, |app, who, at| {
        Box::pin(async move { app.run(&who, at, ID.parse().unwrap()).await.map(drop) })
    }),
    ("regions", Action::ReadAccounts, |app, who, at| {
        Box::pin(async move { app.account_regions(&who, at, ID.parse().unwrap()).await.map(drop) })
    }),
    ("offer link", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move { app.offer_link(&who, at, None).await.map(drop) })
    }),
    ("link", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move {
            app.link_account(&who, at, None, key(), &SettingsChange::default()).await.map(drop)
        })
    }),
    ("sample", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move { app.fill_with_sample(&who, at).await.map(drop) })
    }),
    ("relink", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move { app.relink_account(&who, at, ID.parse().unwrap(), key()).await.map(drop) })
    }),
    ("link many", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move { app.link_many(&who, at, "R", "x", &[], Partition::Aws).await.map(drop) })
    }),
    ("change account", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move {
            app.change_account(&who, at, ID.parse().unwrap(), None, &SettingsChange::default(), None)
                .await
                .map(drop)
        })
    }),
    ("pause", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move { app.pause_account(&who, at, ID.parse().unwrap(), true).await.map(drop) })
    }),
    ("unlink", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move { app.unlink_account(&who, at, ID.parse().unwrap()).await })
    }),
    ("test permissions", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move { app.test_permissions(&who, at, ID.parse().unwrap()).await.map(drop) })
    }),
    ("organization", Action::ChangeAccounts, |app, who, at| {
        Box::pin(async move { app.organization(&who, at, ID.parse().unwrap()).await.map(drop) })
    }),
    ("collect now", Action::Collect, |app, who, at| {
        Box::pin(async move { app.collect_now(&who, at, ID.parse().unwrap()).await.map(drop) })
    }),
    ("resources", Action::ReadResources, |app, who, at| {
        Box::pin(async move {
            app.resources(&who, at, &DocumentFilter::default(), DocumentOrder::default(), None, 10)
                .await
                .map(drop)
        })
    }),
    ("inventory", Action::ReadResources, |app, who, at| {
        Box::pin(async move { app.inventory(&who, at).await.map(drop) })
    }),
    ("resource", Action::ReadResources, |app, who, at| {
        Box::pin(async move {
            let (kind, region) = ("aws.ec2.volume".parse().unwrap(), "eu-west-1".parse().unwrap());
            app.resource(&who, at, ID.parse().unwrap(), &kind, &region, "vol-1").await.map(drop)
        })
    }),
    ("relations", Action::ReadResources, |app, who, at| {
        Box::pin(async move {
            let (kind, region) = ("aws.ec2.volume".parse().unwrap(), "eu-west-1".parse().unwrap());
            app.relations(&who, at, ID.parse().unwrap(), &kind, &region, "vol-1").await.map(drop)
        })
    }),
    ("findings", Action::ReadFindings, |app, who, at| {
        Box::pin(async move {
            app.findings(&who, at, &FindingFilter::default(), FindingOrder::Severity, None, 10)
                .await
                .map(drop)
        })
    }),
    ("finding counts", Action::ReadFindings, |app, who, at| {
        Box::pin(async move { app.finding_counts(&who, at, &FindingFilter::default()).await.map(drop) })
    }),
    ("finding groups", Action::ReadFindings, |app, who, at| {
        Box::pin(async move {
            let filter = FindingFilter::default();
            app.finding_groups(&who, at, GroupBy::Check, &filter, None, 10).await.map(drop)
        })
    }),
    ("account names", Action::ReadFindings, |app, who, at| {
        Box::pin(async move { app.account_names(&who, at).await.map(drop) })
    }),
    ("all findings", Action::ReadFindings, |app, who, at| {
        Box::pin(async move { app.all_findings(&who, at, FindingFilter::default()).await.map(drop) })
    }),
    ("finding", Action::ReadFindings, |app, who, at| {
        Box::pin(async move { app.finding(&who, at, ID.parse().unwrap()).await.map(drop) })
    }),
    ("book", Action::ReadBooks, |app, who, at| Box::pin(async move { app.book(&who, at).await.map(drop) })),
    ("ledger accounts", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.ledger_accounts(&who, at, None).await.map(drop) })
    }),
    ("ledger register", Action::ReadBooks, |app, who, at| {
        Box::pin(async move {
            app.ledger_register(&who, at, RegisterFilter::default(), true, None, 10).await.map(drop)
        })
    }),
    ("ledger transaction", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.ledger_transaction(&who, at, TransactionNo(7)).await.map(drop) })
    }),
    ("ledger row", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.ledger_row(&who, at, TransactionNo(7)).await.map(drop) })
    }),
    ("ledger closings", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.ledger_closings(&who, at).await.map(drop) })
    }),
    ("check books", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.check_books(&who, at).await.map(drop) })
    }),
    ("ledger report", Action::ReadBooks, |app, who, at| {
        Box::pin(async move {
            let day = jiff::civil::date(2026, 1, 31);
            let name = ReportName::Income;
            let asked = ReportAsked { name, from: day, to: day, currency: None, zero_rows: false };
            app.ledger_report(&who, at, asked).await.map(drop)
        })
    }),
    ("export ledger", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.export_ledger(&who, at, ExportFormat::Csv).await.map(drop) })
    }),
    ("imports", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.imports(&who, at, None, 10).await.map(drop) })
    }),
    ("import", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.import_preview(&who, at, ID).await.map(drop) })
    }),
    ("rates", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.ledger_rates(&who, at).await.map(drop) })
    }),
    ("rules", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.ledger_rules(&who, at).await.map(drop) })
    }),
    ("recurring", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.ledger_recurring(&who, at).await.map(drop) })
    }),
    ("budgets", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.ledger_budgets(&who, at).await.map(drop) })
    }),
    ("try rule", Action::ReadBooks, |app, who, at| {
        Box::pin(async move {
            let rule = Rule {
                id: String::new(),
                name: "some".to_owned(),
                conditions: Vec::new(),
                actions: Vec::new(),
                goes_on: false,
            };
            app.try_rule(&who, at, &rule).await.map(drop)
        })
    }),
    ("try schedule", Action::ReadBooks, |app, who, at| {
        Box::pin(async move {
            let schedule = Schedule::parse("FREQ=MONTHLY", jiff::civil::date(2026, 1, 31)).unwrap();
            app.try_schedule(&who, at, &schedule).await.map(drop)
        })
    }),
    ("may write books", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.may_write_books(&who, at).await })
    }),
    ("write ledger", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.write_ledger(&who, at, None, &[]).await.map(drop) })
    }),
    ("read import", Action::WriteBooks, |app, who, at| {
        Box::pin(async move {
            let options = ImportOptions::default();
            app.read_import(&who, at, AccountNo(1), "file", Vec::new(), options).await.map(drop)
        })
    }),
    ("commit import", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.commit_import(&who, at, ID, &BTreeMap::new()).await.map(drop) })
    }),
    ("undo import", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.undo_import(&who, at, ID).await.map(drop) })
    }),
    ("answer import", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.answer_import(&who, at, ID, &BTreeMap::new()).await.map(drop) })
    }),
    ("discard import", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.discard_import(&who, at, ID).await })
    }),
    ("remove definition", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.remove_definition(&who, at, LedgerItemKind::Rate, ID).await })
    }),
    ("receipts", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.receipts(&who, at, ReceiptFilter::default(), None, 10).await.map(drop) })
    }),
    ("receipt", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.receipt(&who, at, ID).await.map(drop) })
    }),
    ("receipt file", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.receipt_file(&who, at, ID).await.map(drop) })
    }),
    ("receipt page", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.receipt_page(&who, at, ID, NonZeroU32::MIN, |_| false).await.map(drop) })
    }),
    ("receipts of a transaction", Action::ReadBooks, |app, who, at| {
        Box::pin(async move { app.receipts_of(&who, at, TransactionNo(7)).await.map(drop) })
    }),
    ("keep receipt", Action::WriteBooks, |app, who, at| {
        Box::pin(
            async move { app.keep_receipt(&who, at, "a.pdf", b"%PDF-1.7".as_slice().into()).await.map(drop) },
        )
    }),
    ("attach receipt", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.attach_receipt(&who, at, ID, None, TransactionNo(7)).await.map(drop) })
    }),
    ("detach receipt", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.detach_receipt(&who, at, ID, None).await.map(drop) })
    }),
    ("post receipt", Action::WriteBooks, |app, who, at| {
        Box::pin(async move {
            let content = Content {
                date: jiff::civil::date(2026, 1, 31),
                payee: String::new(),
                note: String::new(),
                tags: Vec::new(),
                source: None,
                exchange: None,
                postings: Vec::new(),
            };
            app.post_receipt(&who, at, ID, None, None, &content).await.map(drop)
        })
    }),
    ("read receipt again", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.read_receipt_again(&who, at, ID).await.map(drop) })
    }),
    ("delete receipt", Action::WriteBooks, |app, who, at| {
        Box::pin(async move { app.delete_receipt(&who, at, ID, None).await })
    }),
    ("close ledger", Action::ManageBooks, |app, who, at| {
        Box::pin(async move { app.close_ledger(&who, at, None).await.map(drop) })
    }),
    ("rebuild ledger", Action::ManageBooks, |app, who, at| {
        Box::pin(async move { app.rebuild_ledger(&who, at).await })
    }),
    ("mute", Action::MuteFindings, |app, who, at| {
        Box::pin(async move {
            let until = app.now() + days(1);
            app.mute(&who, at, ID.parse().unwrap(), until, "because", None).await.map(drop)
        })
    }),
    ("unmute", Action::MuteFindings, |app, who, at| {
        Box::pin(async move { app.unmute(&who, at, ID.parse().unwrap(), None).await.map(drop) })
    }),
    ("mute many", Action::MuteFindings, |app, who, at| {
        Box::pin(async move {
            let until = app.now() + days(1);
            app.mute_many(&who, at, &[ID.parse().unwrap()], until, "because").await.map(drop)
        })
    }),
    ("unmute many", Action::MuteFindings, |app, who, at| {
        Box::pin(async move { app.unmute_many(&who, at, &[ID.parse().unwrap()]).await.map(drop) })
    }),
    ("audit", Action::ReadAudit, |app, who, at| {
        Box::pin(async move { app.audit(&who, at, None, 10).await.map(drop) })
    }),
    ("verify audit", Action::ReadAudit, |app, who, at| {
        Box::pin(async move { app.verify_audit(&who, at).await.map(drop) })
    }),
];

fn nobody() -> UserId {
    ID.parse().unwrap()
}

/// A key whose form is wrong: it is refused before anybody is asked.
fn key() -> AccessForm {
    AccessForm::Key { id: "X".to_owned(), secret: Secret::from("y".to_owned()) }
}

#[derive(Debug, PartialEq, Eq)]
enum Answer {
    /// They may; whether there is anything to do it with is another matter.
    Allowed,
    Forbidden,
    /// As if there were no such workspace.
    NoWorkspace,
}

async fn answer(use_case: UseCase, app: &Arc<App>, who: &Caller, at: WorkspaceId) -> Answer {
    match use_case(Arc::clone(app), who.clone(), at).await {
        Ok(()) => Answer::Allowed,
        Err(AppError::Forbidden(_)) => Answer::Forbidden,
        Err(AppError::NotFound("workspace")) => Answer::NoWorkspace,
        // What they work on is not there, or cannot be: they got as far as that.
        Err(
            AppError::NotFound(_)
            | AppError::Invalid(_)
            | AppError::Reach(_)
            | AppError::Conflict(_)
            | AppError::AlreadyThere(_),
        ) => Answer::Allowed,
        Err(other) => panic!("{other:?}"),
    }
}

struct Team {
    people: Vec<(Role, Person)>,
    stranger: Person,
    workspace: WorkspaceId,
}

async fn team(world: &World) -> Team {
    let owner = world.person("owner").await;
    let workspace = world.workspace(&owner, "Bakery").await.id;
    let mut people = Vec::new();
    for role in [Role::Admin, Role::Analyst, Role::Viewer] {
        let person = world.person(role.as_str()).await;
        world.join(&owner, workspace, &person, role).await;
        people.push((role, person));
    }
    people.insert(0, (Role::Owner, owner));
    Team { people, stranger: world.person("stranger").await, workspace }
}

async fn every_use_case_is_for_whom_the_table_says(wish: Wish) {
    let world = World::of(wish).await;
    let Team { people, stranger, workspace } = team(&world).await;
    let others = world.workspace(&stranger, "Somebody else's").await.id;
    let before = world.query("SELECT name, version FROM workspaces ORDER BY name").await;
    let (mut allowed, mut refused) = (0, 0);
    for (name, action, use_case) in USE_CASES {
        let who = &stranger.caller;
        assert_eq!(
            answer(*use_case, &world.app, who, workspace).await,
            Answer::NoWorkspace,
            "{name}: stranger"
        );
        let coming = world.app.by_session(&stranger.cookie, Some(workspace), home()).await.unwrap().unwrap();
        assert_eq!(
            answer(*use_case, &world.app, &coming, workspace).await,
            Answer::NoWorkspace,
            "{name}: stranger"
        );
        // A workspace that there is not and one that is another's are the same to them.
        assert_eq!(
            answer(*use_case, &world.app, who, ID.parse().unwrap()).await,
            Answer::NoWorkspace,
            "{name}"
        );
        for (role, person) in &people {
            let expected = if allows(*role, *action) { Answer::Allowed } else { Answer::Forbidden };
            match expected {
                Answer::Allowed => allowed += 1,
                _ => refused += 1,
            }
            assert_eq!(
                answer(*use_case, &world.app, &person.caller, workspace).await,
                expected,
                "{name}: {role}"
            );
            // The same on the way in, where session and membership are read at once.
            let coming =
                world.app.by_session(&person.cookie, Some(workspace), home()).await.unwrap().unwrap();
            assert_eq!(
                answer(*use_case, &world.app, &coming, workspace).await,
                expected,
                "{name}: {role}, coming in"
            );
            let elsewhere = answer(*use_case, &world.app, &coming, others).await;
            assert_eq!(elsewhere, Answer::NoWorkspace, "{name}: {role}, elsewhere");
        }
    }
    assert!(allowed > 80 && refused > 30, "{allowed} and {refused}");
    let after = world.query("SELECT name, version FROM workspaces ORDER BY name").await;
    assert_eq!(before.len(), after.len());

    for scope in Scope::ALL {
        for (role, person) in &people {
            let machine = world.machine(person, scope.as_str(), None).await;
            let narrow = world.machine(person, scope.as_str(), Some(workspace)).await;
            for (name, action, use_case) in USE_CASES {
                let has = action.token_scope().is_some_and(|needed| scope.implies(needed));
                let expected =
                    if allows(*role, *action) && has { Answer::Allowed } else { Answer::Forbidden };
                let told = format!("{name}: a token of {role} for {scope}");
                assert_eq!(answer(*use_case, &world.app, &machine, workspace).await, expected, "{told}");
                if *role == Role::Admin {
                    assert_eq!(
                        answer(*use_case, &world.app, &narrow, workspace).await,
                        expected,
                        "{told}, narrow"
                    );
                }
            }
        }
        let machine = world.machine(&stranger, scope.as_str(), None).await;
        for (name, _, use_case) in USE_CASES {
            let told = answer(*use_case, &world.app, &machine, workspace).await;
            assert_eq!(told, Answer::NoWorkspace, "{name}: a stranger's token for {scope}");
        }
    }
}

async fn owners_are_made_and_unmade_by_owners_only(wish: Wish) {
    let world = World::of(wish).await;
    let Team { people, stranger, workspace } = team(&world).await;
    let of = |role: Role| people.iter().find(|(own, _)| *own == role).map(|(_, person)| person).unwrap();
    let (owner, admin, viewer) = (of(Role::Owner), of(Role::Admin), of(Role::Viewer));
    let app = &world.app;
    let own = owner.caller.user();
    // An admin neither makes, changes nor removes an owner, not even out of themselves.
    for who in [viewer.caller.user(), admin.caller.user()] {
        refused!(app.change_role(&admin.caller, workspace, who, Role::Owner).await, AppError::Forbidden(_));
    }
    refused!(app.change_role(&admin.caller, workspace, own, Role::Viewer).await, AppError::Forbidden(_));
    refused!(app.remove_member(&admin.caller, workspace, own).await, AppError::Forbidden(_));
    refused!(
        app.invite(&admin.caller, workspace, "x@example.com", Role::Owner).await,
        AppError::Forbidden(_)
    );
    // Nor does a machine of an owner, whatever it was made for.
    let machine = world.machine(owner, "manage", None).await;
    refused!(
        app.change_role(&machine, workspace, viewer.caller.user(), Role::Owner).await,
        AppError::Forbidden(_)
    );
    refused!(app.remove_member(&machine, workspace, own).await, AppError::Forbidden(_));
    // The last owner stays.
    refused!(app.change_role(&owner.caller, workspace, own, Role::Admin).await, AppError::Conflict(_));
    refused!(app.remove_member(&owner.caller, workspace, own).await, AppError::Conflict(_));

    app.change_role(&owner.caller, workspace, admin.caller.user(), Role::Owner).await.unwrap();
    let letter = world.letter(&owner.email, "has a new owner").await.unwrap();
    assert!(letter.contains("New owner:   admin") && letter.contains("Made so by:  owner"), "{letter}");
    app.remove_member(&owner.caller, workspace, own).await.unwrap();
    refused!(app.workspace(&owner.caller, workspace).await, AppError::NotFound("workspace"));
    // A viewer changes nobody, but may go.
    refused!(
        app.remove_member(&viewer.caller, workspace, of(Role::Analyst).caller.user()).await,
        AppError::Forbidden(_)
    );
    app.remove_member(&viewer.caller, workspace, viewer.caller.user()).await.unwrap();
    assert_eq!(app.members(&admin.caller, workspace).await.unwrap().len(), 2);

    // An invitation is for whom it was sent to, once, and until it is taken back.
    app.invite(&admin.caller, workspace, "viewer@example.com", Role::Analyst).await.unwrap();
    let token = world.token("viewer@example.com", "admin invites").await;
    refused!(app.accept_invitation(&stranger.caller, &token).await, AppError::BadLink);
    let reader = world.machine(viewer, "manage", None).await;
    refused!(app.accept_invitation(&reader, &token).await, AppError::Forbidden(_));
    app.accept_invitation(&viewer.caller, &token).await.unwrap();
    refused!(app.accept_invitation(&viewer.caller, &token).await, AppError::BadLink);
    assert_eq!(app.workspace(&viewer.caller, workspace).await.unwrap().1, Role::Analyst);
    let made = app.invite(&admin.caller, workspace, "stranger@example.com", Role::Viewer).await.unwrap();
    let token = world.token("stranger@example.com", "invites").await;
    app.revoke_invitation(&admin.caller, workspace, made.id).await.unwrap();
    refused!(app.accept_invitation(&stranger.caller, &token).await, AppError::BadLink);
    app.invite(&admin.caller, workspace, "stranger@example.com", Role::Viewer).await.unwrap();
    let token = world.token("stranger@example.com", "admin invites").await;
    world.pass(days(7));
    refused!(app.invitation(&token).await, AppError::BadLink);
}

async fn what_is_of_another_workspace_is_not_there(wish: Wish) {
    let world = World::of(wish).await;
    let (ann, bob) = (world.person("ann").await, world.person("bob").await);
    let (hers, his) = (world.workspace(&ann, "Hers").await.id, world.workspace(&bob, "His").await.id);
    // One who is a member of both does not carry things from one to the other.
    world.join(&ann, hers, &bob, Role::Admin).await;
    let made = world.app.invite(&ann.caller, hers, "eve@example.com", Role::Viewer).await.unwrap();
    refused!(world.app.revoke_invitation(&bob.caller, his, made.id).await, AppError::NotFound(_));
    let ann_id = ann.caller.user();
    refused!(
        world.app.change_role(&bob.caller, his, ann_id, Role::Viewer).await,
        AppError::NotFound("member")
    );
    refused!(world.app.remove_member(&bob.caller, his, ann_id).await, AppError::NotFound("member"));
    let fleet = world.app.fleet(&bob.caller).await.unwrap();
    assert_eq!(fleet.len(), 2);
    assert_eq!(world.app.fleet(&ann.caller).await.unwrap().len(), 1);
    world.app.remove_member(&ann.caller, hers, bob.caller.user()).await.unwrap();
    assert_eq!(world.app.fleet(&bob.caller).await.unwrap().len(), 1, "he still sees it");
    refused!(world.app.members(&bob.caller, hers).await, AppError::NotFound("workspace"));
    let trail = world.app.audit(&ann.caller, hers, None, 100).await.unwrap();
    let actions: Vec<&str> = trail.iter().map(|entry| entry.action.as_str()).collect();
    assert!(actions.contains(&"member.removed") && actions.contains(&"workspace.created"), "{actions:?}");
    assert_eq!(world.app.verify_audit(&ann.caller, hers).await.unwrap().broken, None);
}
