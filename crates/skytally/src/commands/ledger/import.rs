//! `skytally ledger import`: bank files come into the books, one after another, each as a whole.

mod preview;

use std::collections::BTreeMap;
use std::io::{BufRead, IsTerminal};
use std::path::Path;

use data_encoding::HEXLOWER;
use serde_json::Value;
use sha2::{Digest, Sha256};
use skytally_app::books::ledger::AccountNo;
use skytally_app::books::{
    AccountBalances, Decision, Import, ImportOptions, ImportPreview, ImportState, OPENING_LINE,
};
use skytally_app::{AppError, WorkspaceName};

use self::preview::{Shown, document, text};
use super::columns::count;
use super::inside::{self, Inside, inside};
use super::read::{bank_file, name};
use super::{Form, ImportArgs};
use crate::failure::{CLEAN, COULD_NOT_RUN, Failure, NOT_ALL_SEEN};
use crate::output::print;

/// Imports among which the same file is looked for.
const IMPORTS_COMPARED: i64 = 500;

/// What became of a file.
enum End {
    /// It was only shown.
    Shown,
    /// Somebody said no.
    Refused,
    /// The very same bytes are in the books already.
    There(Import),
    /// It is in the books.
    In(Import),
}

pub(super) fn run(args: &ImportArgs) -> Result<u8, Failure> {
    let (Some(workspace), Some(account)) = (&args.workspace, &args.account) else {
        return Err(Failure::usage("say --workspace and --account"));
    };
    let asks = !args.yes && !args.dry_run;
    let piped = args.files.iter().any(|file| file == Path::new("-"));
    if asks && (piped || !std::io::stdin().is_terminal()) {
        return Err(Failure::usage(
            "nobody can be asked here: say --yes to bring the files in, or --dry-run to look at them",
        ));
    }
    let mapping = args.hints.mapping()?;
    inside(&args.place, async |inside| {
        let workspace = inside.books(workspace).await?;
        let accounts = inside.app.ledger_accounts(&inside.caller, workspace.id, None).await?;
        let target = inside::account(&accounts, account)?;
        if let (Some(given), Some(has)) = (args.currency, target.account.currency)
            && given != has
        {
            let path = inside::path(target);
            return Err(Failure::usage(format!("the ledger account {path} is in {has}, not in {given}")));
        }
        let options = ImportOptions {
            dates: args.hints.dates.map(Into::into),
            mapping,
            statement: args.statement,
            look_only: false,
        };
        let work = Work { inside, args, workspace, accounts: &accounts, target, options };
        let mut status = CLEAN;
        let mut documents = Vec::new();
        for file in &args.files {
            // What is wrong with one file keeps none of the others out.
            match work.file(file, &mut documents).await {
                Ok(of_file) => status = if status == COULD_NOT_RUN { status } else { status.max(of_file) },
                Err(failure) => {
                    failure.print();
                    status = COULD_NOT_RUN;
                }
            }
        }
        if args.format == Form::Json {
            print(&inside::json(&documents)?)?;
        }
        if args.dry_run && args.files.len() > 1 {
            anstream::eprintln!(
                "skytally: each file was looked at as if the others were not brought in; what they have in common comes in once"
            );
        }
        Ok(status)
    })
}

/// What all files have in common.
struct Work<'w> {
    inside: &'w Inside,
    args: &'w ImportArgs,
    workspace: WorkspaceName,
    accounts: &'w [AccountBalances],
    target: &'w AccountBalances,
    options: ImportOptions,
}

impl Work<'_> {
    fn account(&self) -> AccountNo {
        self.target.account.no
    }

    async fn file(&self, file: &Path, documents: &mut Vec<Value>) -> Result<u8, Failure> {
        let Self { inside, args, workspace, .. } = self;
        let called = name(file);
        let bytes = bank_file(file)?;
        let own = file.file_name().map_or_else(|| called.clone(), |own| own.to_string_lossy().into_owned());
        let failed = |error| inside::of(&called, &error);
        let hash = HEXLOWER.encode(&Sha256::digest(&bytes));
        let earlier = self.earlier(&hash).await.map_err(failed)?;
        let read = async |look_only| {
            let options = ImportOptions { look_only, ..self.options.clone() };
            let (of, bytes) = (workspace.id, bytes.clone());
            inside.app.read_import(&inside.caller, of, self.account(), &own, bytes, options).await
        };
        // A file that may be there already is only looked at first.
        let mut preview = read(args.dry_run || !earlier.is_empty()).await.map_err(failed)?;
        let there =
            earlier.into_iter().find(|there| there.facts["account"] == preview.import.facts["account"]);
        if !args.dry_run && there.is_none() && preview.import.id.is_empty() {
            preview = read(false).await.map_err(failed)?;
        }
        let shown = Shown {
            file: &called,
            accounts: self.accounts,
            target: self.target,
            preview: &preview,
            opening: args.opening,
        };
        if args.format == Form::Text {
            print(&text(&shown))?;
        }
        let end = match there {
            Some(there) if !args.dry_run => End::There(there),
            _ => self.end(&preview).await.map_err(failed)?,
        };
        match args.format {
            Form::Json => {
                let now = match &end {
                    End::Shown | End::Refused => &preview.import,
                    End::There(import) | End::In(import) => import,
                };
                documents.push(document(&shown, now, matches!(end, End::There(_))));
            }
            Form::Text => print(&self.said(&preview, &end))?,
        }
        let waiting = shown.unsure();
        if waiting > 0 && matches!(end, End::In(_)) {
            anstream::eprintln!(
                "skytally: {} of {called} {} for an answer in the console",
                count(waiting, "line"),
                if waiting == 1 { "waits" } else { "wait" }
            );
        }
        if args.opening && preview.opening.is_none() {
            anstream::eprintln!(
                "skytally: {called} gives no opening balance, or the books know the account before it: none was posted"
            );
        }
        let unread = shown.unread();
        if unread > 0 {
            anstream::eprintln!(
                "skytally: {} in {called} could not be read; each is listed with its line",
                count(unread, "thing")
            );
            return Ok(NOT_ALL_SEEN);
        }
        Ok(CLEAN)
    }

    /// The imports of the very same file for the account that are in the books.
    async fn earlier(&self, hash: &str) -> Result<Vec<Import>, AppError> {
        let all =
            self.inside.app.imports(&self.inside.caller, self.workspace.id, None, IMPORTS_COMPARED).await?;
        let same = |import: &Import| {
            import.state == ImportState::Committed && import.account == self.account() && import.hash == hash
        };
        Ok(all.into_iter().filter(same).collect())
    }

    async fn end(&self, preview: &ImportPreview) -> Result<End, AppError> {
        let Self { inside, args, workspace, .. } = self;
        if args.dry_run {
            return Ok(End::Shown);
        }
        if !args.yes && !agreed() {
            return Ok(End::Refused);
        }
        let mut decisions = BTreeMap::new();
        if args.opening && preview.opening.is_some() {
            decisions.insert(OPENING_LINE, Decision::Post { category: None, payee: None });
        }
        let import =
            inside.app.commit_import(&inside.caller, workspace.id, &preview.import.id, &decisions).await?;
        Ok(End::In(import))
    }

    fn said(&self, preview: &ImportPreview, end: &End) -> String {
        match end {
            End::Shown => "nothing was brought in: it was only looked at\n\n".to_owned(),
            End::Refused => "nothing was brought in\n\n".to_owned(),
            End::There(import) => format!(
                "nothing is new: the same file is in the books since {}, as {}\n\n",
                import.changed.strftime("%Y-%m-%d"),
                import.id
            ),
            End::In(import) => {
                let opening = if self.args.opening && preview.opening.is_some() {
                    ", the opening balance among them"
                } else {
                    ""
                };
                format!(
                    "{} posted{opening}; to take it back: skytally ledger import undo {} --workspace {}\n\n",
                    count(import.posted, "transaction"),
                    import.id,
                    self.workspace.id
                )
            }
        }
    }
}

/// Asks on the terminal. Whatever is no yes is a no, also where nobody can be heard.
fn agreed() -> bool {
    anstream::eprint!("Bring it into the books? [y/N] ");
    let mut answer = String::new();
    let heard = std::io::stdin().lock().read_line(&mut answer).is_ok();
    heard && matches!(answer.trim().to_lowercase().as_str(), "y" | "yes")
}
