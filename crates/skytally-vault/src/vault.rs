//! The vault: sealing, opening, rotation.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use jiff::Timestamp;
use skytally_aws::Client;
use skytally_model::Region;

use crate::aead::{self, Key, SECRET_MAX_BYTES};
use crate::context::Context;
use crate::error::VaultError;
use crate::file_keys::{self, FileKeys};
use crate::key_file::NamedKey;
use crate::kms::KmsKeys;
use crate::sealed::{Envelope, Parts, Sealed, Wrap};
use crate::secret::Secret;
use crate::secrets_manager::SecretsManager;

/// The use of a data key that is bound into what it encrypts.
const USE: &str = "secret";

/// What wraps the data keys.
pub enum Keys {
    /// The keys of a file.
    File(PathBuf),
    /// A key of AWS KMS, symmetric and enabled.
    Kms {
        /// Its id, its ARN or an alias.
        key_id: String,
        /// Who asks. It needs kms:DescribeKey, GenerateDataKey, Encrypt and Decrypt on the key.
        client: Arc<Client>,
        /// Where the key is.
        region: Region,
    },
}

/// Where sealed texts are kept.
pub enum Place {
    /// With the caller: what [`Vault::seal`] gives is all there is.
    Inline,
    /// In AWS Secrets Manager: what [`Vault::seal`] gives is the name of the entry.
    SecretsManager {
        /// Who asks. It needs secretsmanager:CreateSecret, GetSecretValue, PutSecretValue and DeleteSecret on the prefix.
        client: Arc<Client>,
        /// Where the entries are.
        region: Region,
        /// What all names begin with, before a slash.
        prefix: String,
    },
}

/// What a rotation changed: the fingerprints of the newest key before and after it. They are equal where nothing changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rotation {
    /// The fingerprint before.
    pub before: String,
    /// The fingerprint after; the store should keep it now.
    pub after: String,
}

/// Seals secrets and opens them again.
pub struct Vault {
    keys: Wrapper,
    /// Others, to open what was sealed before with them.
    older: Vec<Wrapper>,
    place: Option<SecretsManager>,
}

enum Wrapper {
    File(FileKeys),
    Kms(KmsKeys),
}

impl Wrapper {
    async fn open(keys: Keys, create: bool, now: Timestamp) -> Result<Self, VaultError> {
        match keys {
            Keys::File(path) => FileKeys::open(&path, create, now).await.map(Self::File),
            Keys::Kms { key_id, client, region } => {
                KmsKeys::open(client, region, key_id).await.map(Self::Kms)
            }
        }
    }

    fn fingerprints(&self) -> Vec<String> {
        match self {
            Self::File(keys) => keys.known().keys().map(NamedKey::fingerprint).collect(),
            Self::Kms(keys) => vec![kms_fingerprint(&keys.arn())],
        }
    }

    /// A new data key, plain and wrapped.
    async fn new_data_key(&self, context: &Context) -> Result<(Key, Wrap, Vec<u8>), VaultError> {
        match self {
            Self::File(_) => {
                let key = aead::new_key()?;
                let (wrap, wrapped) = self.wrap(context, &key).await?;
                Ok((key, wrap, wrapped))
            }
            Self::Kms(keys) => keys.new_data_key(context).await,
        }
    }

    async fn wrap(&self, context: &Context, key: &Key) -> Result<(Wrap, Vec<u8>), VaultError> {
        match self {
            Self::File(keys) => {
                let ring = keys.current().await?;
                let newest = ring.newest();
                Ok((Wrap::File(newest.id.clone()), file_keys::wrap(newest, context, key)?))
            }
            Self::Kms(keys) => keys.wrap(context, key).await,
        }
    }

    /// Whether data keys that are wrapped so are wrapped by the newest key.
    async fn is_newest(&self, wrap: &Wrap) -> Result<bool, VaultError> {
        Ok(match (self, wrap) {
            (Self::File(keys), Wrap::File(id)) => keys.current().await?.newest().id == *id,
            (Self::Kms(keys), Wrap::Kms(arn)) => keys.arn() == *arn,
            _ => false,
        })
    }

    /// Unwraps a data key. The outer none: this is not wrapped by a key of ours. The inner: it does not fit.
    async fn unwrap(&self, context: &Context, sealed: &Envelope) -> Result<Option<Option<Key>>, VaultError> {
        match (self, &sealed.wrap) {
            (Self::File(keys), Wrap::File(id)) => {
                let ring = keys.with(id).await?;
                Ok(ring.key(id).map(|key| file_keys::unwrap(key, context, &sealed.wrapped)))
            }
            (Self::Kms(keys), Wrap::Kms(arn)) if keys.may_use(arn) => {
                keys.unwrap(arn, context, &sealed.wrapped).await.map(Some)
            }
            _ => Ok(None),
        }
    }
}

impl Vault {
    /// Opens the vault. `now` is the creation date of a key that is made.
    ///
    /// With `create`, a key file that is not there is made, with mode 0600, and its folder with 0700; of several processes
    /// that do so at once one makes it, and all get the same key. Give it only where nothing is sealed yet.
    ///
    /// # Errors
    /// A key file that is missing, malformed, or may be read by others; a key of KMS that cannot be used.
    pub async fn open(keys: Keys, place: Place, create: bool, now: Timestamp) -> Result<Self, VaultError> {
        let place = match place {
            Place::Inline => None,
            Place::SecretsManager { client, region, prefix } => {
                Some(SecretsManager::new(client, region, &prefix)?)
            }
        };
        Ok(Self { keys: Wrapper::open(keys, create, now).await?, older: Vec::new(), place })
    }

    /// Opens also what was sealed with other keys, such as those of the key file before a change to KMS. Nothing is sealed
    /// with them; [`Vault::rewrap`] leads away from them.
    ///
    /// # Errors
    /// As [`Vault::open`] has them.
    pub async fn with_older(mut self, keys: Keys) -> Result<Self, VaultError> {
        self.older.push(Wrapper::open(keys, false, Timestamp::UNIX_EPOCH).await?);
        Ok(self)
    }

    /// Names the newest key and tells nothing of it. The store keeps it, for [`Vault::check`] at the next start.
    pub fn fingerprint(&self) -> String {
        self.keys.fingerprints().into_iter().next().unwrap_or_default()
    }

    /// Makes sure that this vault can open what was sealed so far, and seal more: `known` is the fingerprint that the store
    /// kept. Meant for the start; with KMS and Secrets Manager it makes a few calls.
    ///
    /// # Errors
    /// [`VaultError::WrongKey`] where the key is another; else what keeps the vault from working.
    pub async fn check(&self, known: Option<&str>) -> Result<(), VaultError> {
        if let Wrapper::File(keys) = &self.keys {
            keys.current().await?;
        }
        if let Some(known) = known {
            self.check_known(known).await?;
        }
        if let Wrapper::Kms(_) = &self.keys {
            let context = Context { workspace: None, subject: "skytally".to_owned(), purpose: "check" };
            let (key, wrap, wrapped) = self.keys.new_data_key(&context).await?;
            let sealed = Envelope { wrap, wrapped, body: Vec::new() };
            // The key is in the cache now, and what is to be proved is that KMS gives it again.
            self.forget_data_key(&sealed);
            if self.unwrap(&context, &sealed).await? != key {
                return Err(VaultError::Refused { what: context.to_string() });
            }
            self.forget_data_key(&sealed);
        }
        match &self.place {
            Some(place) => place.check().await,
            None => Ok(()),
        }
    }

    async fn check_known(&self, known: &str) -> Result<(), VaultError> {
        let here: Vec<String> = self.wrappers().flat_map(Wrapper::fingerprints).collect();
        if here.iter().any(|key| key == known) {
            return Ok(());
        }
        // The configuration may point to a newer key of the same account: then the former must still be usable.
        if let Some(arn) = known.strip_prefix("kms:") {
            for wrapper in self.wrappers() {
                if let Wrapper::Kms(keys) = wrapper
                    && keys.may_use(arn)
                {
                    return keys.describe(arn).await.map(|_| ());
                }
            }
        }
        Err(VaultError::WrongKey { known: known.to_owned(), here: here.join(", ") })
    }

    /// Whether the vault can work right now: its key file is there and whole. KMS is not asked, for each question costs.
    ///
    /// # Errors
    /// What is wrong with the key file.
    pub async fn ready(&self) -> Result<(), VaultError> {
        match &self.keys {
            Wrapper::File(keys) => keys.current().await.map(|_| ()),
            Wrapper::Kms(_) => Ok(()),
        }
    }

    /// Seals a secret for its context. Whoever cannot store what this gives calls [`Vault::forget`] with it.
    ///
    /// # Errors
    /// A secret longer than [`SECRET_MAX_BYTES`]; a context that names nothing; keys or a place that cannot be used.
    pub async fn seal(&self, context: &Context, plain: &Secret) -> Result<Sealed, VaultError> {
        let sealed = self.seal_here(context, plain).await?;
        match &self.place {
            None => Ok(sealed),
            Some(place) => {
                place.keep(context, sealed.as_str()).await.map(|name| Sealed::secrets_manager(&name))
            }
        }
    }

    /// Seals a secret that stays with the caller wherever credentials are kept: letters that wait, secrets of one-time
    /// codes, what is good for some minutes only.
    ///
    /// # Errors
    /// As [`Vault::seal`] has them.
    pub async fn seal_here(&self, context: &Context, plain: &Secret) -> Result<Sealed, VaultError> {
        let context = context.checked()?;
        if plain.expose().len() > SECRET_MAX_BYTES {
            return Err(VaultError::TooLong);
        }
        let (key, wrap, wrapped) = self.keys.new_data_key(context).await?;
        let body = aead::seal(&key, &context.associated(USE, ""), plain.expose())?;
        Ok(Sealed::inline(&Envelope { wrap, wrapped, body }))
    }

    /// Opens what was sealed for the same context.
    ///
    /// # Errors
    /// [`VaultError::Refused`] where the text was changed or the context is another; [`VaultError::Gone`] where Secrets
    /// Manager has it no more; else what keeps the vault from working.
    pub async fn unseal(&self, context: &Context, sealed: &Sealed) -> Result<Secret, VaultError> {
        let context = context.checked()?;
        let (sealed, _) = self.envelope(context, sealed).await?;
        let key = self.unwrap(context, &sealed).await?;
        let plain = aead::open(&key, &context.associated(USE, ""), &sealed.body);
        plain.map(Secret::from).ok_or_else(|| VaultError::Refused { what: context.to_string() })
    }

    /// Wraps the data key of a sealed text anew, under the newest key; what is encrypted with it stays as it is. Gives none
    /// where it is under the newest key already, and in the configured place; else what is to be stored in its place, which
    /// for an entry of Secrets Manager is the same text.
    ///
    /// # Errors
    /// As [`Vault::unseal`] has them. The sealed text that was given stays good.
    pub async fn rewrap(&self, context: &Context, sealed: &Sealed) -> Result<Option<Sealed>, VaultError> {
        let context = context.checked()?;
        let (old, name) = self.envelope(context, sealed).await?;
        let newest = self.keys.is_newest(&old.wrap).await?;
        let moves = self.place.is_some() && name.is_none();
        if newest && !moves {
            return Ok(None);
        }
        let new = if newest {
            Sealed::inline(&old)
        } else {
            let key = self.unwrap(context, &old).await?;
            let (wrap, wrapped) = self.keys.wrap(context, &key).await?;
            Sealed::inline(&Envelope { wrap, wrapped, body: old.body })
        };
        match (&self.place, name) {
            (Some(place), Some(name)) => {
                place.replace(&name, new.as_str()).await?;
                Ok(Some(sealed.clone()))
            }
            (Some(place), None) => {
                place.keep(context, new.as_str()).await.map(|name| Some(Sealed::secrets_manager(&name)))
            }
            (None, _) => Ok(Some(new)),
        }
    }

    /// Deletes what a sealed text points to, at once. What is gone already is no error, and what lies with the caller is the
    /// caller's to delete.
    ///
    /// # Errors
    /// Secrets Manager that does not do so, or is not configured.
    pub async fn forget(&self, sealed: &Sealed) -> Result<(), VaultError> {
        match sealed.parts()? {
            Parts::Inline(envelope) => {
                self.forget_data_key(&envelope);
                Ok(())
            }
            Parts::SecretsManager(name) => self.place_of(&name)?.forget(&name).await,
        }
    }

    /// Makes the vault seal with a newer key from now on; [`Vault::rewrap`] then brings what was sealed before under it.
    ///
    /// A key file gets a new key, in one step; the old ones stay until [`Vault::prune_keys`], for other processes and for
    /// backups. With KMS, this looks where the configured alias leads now; a key that is named by its id changes with the
    /// configuration. `now` is the creation date of a new key.
    ///
    /// # Errors
    /// A key file that cannot be written; a key of KMS that cannot be used.
    pub async fn rotate_key(&self, now: Timestamp) -> Result<Rotation, VaultError> {
        let (before, after) = match &self.keys {
            Wrapper::File(keys) => keys.rotate(now).await?,
            Wrapper::Kms(keys) => {
                let (before, after) = keys.look_again().await?;
                (kms_fingerprint(&before), kms_fingerprint(&after))
            }
        };
        tracing::info!(%before, %after, "the newest key of the vault");
        Ok(Rotation { before, after })
    }

    /// Drops all keys of the key file but the newest, and gives their ids. What is still sealed with them, in the store or in
    /// a backup, can never be opened again. KMS keeps its keys itself, so nothing is dropped there.
    ///
    /// # Errors
    /// A key file that cannot be written.
    pub async fn prune_keys(&self) -> Result<Vec<String>, VaultError> {
        match &self.keys {
            Wrapper::File(keys) => keys.prune().await,
            Wrapper::Kms(_) => Ok(Vec::new()),
        }
    }

    fn wrappers(&self) -> impl Iterator<Item = &Wrapper> {
        std::iter::once(&self.keys).chain(&self.older)
    }

    fn place_of(&self, name: &str) -> Result<&SecretsManager, VaultError> {
        self.place.as_ref().filter(|place| place.covers(name)).ok_or(VaultError::Elsewhere)
    }

    /// The whole sealed text, and the name of the entry where it was kept in Secrets Manager.
    async fn envelope(
        &self,
        context: &Context,
        sealed: &Sealed,
    ) -> Result<(Envelope, Option<String>), VaultError> {
        let name = match sealed.parts()? {
            Parts::Inline(envelope) => return Ok((envelope, None)),
            Parts::SecretsManager(name) => name,
        };
        let Some(text) = self.place_of(&name)?.fetch(&name).await? else {
            return Err(VaultError::Gone { what: context.to_string(), name });
        };
        match text.parse::<Sealed>()?.parts()? {
            Parts::Inline(envelope) => Ok((envelope, Some(name))),
            Parts::SecretsManager(_) => Err(VaultError::Malformed { reason: "it points to another one" }),
        }
    }

    async fn unwrap(&self, context: &Context, sealed: &Envelope) -> Result<Key, VaultError> {
        for wrapper in self.wrappers() {
            if let Some(key) = wrapper.unwrap(context, sealed).await? {
                return key.ok_or_else(|| VaultError::Refused { what: context.to_string() });
            }
        }
        Err(VaultError::UnknownKey { what: context.to_string(), key: sealed.wrap.to_string() })
    }

    fn forget_data_key(&self, sealed: &Envelope) {
        for wrapper in self.wrappers() {
            if let Wrapper::Kms(keys) = wrapper {
                keys.forget(&sealed.wrapped);
            }
        }
    }
}

fn kms_fingerprint(arn: &str) -> String {
    format!("kms:{arn}")
}

/// Names the newest key.
impl fmt::Debug for Vault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Vault({})", self.fingerprint())
    }
}
