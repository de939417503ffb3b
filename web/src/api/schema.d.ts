// Made by `npm run types` from docs/openapi.json. Do not edit.

export interface paths {
    "/about": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the service is and who may sign up */
        get: operations["about"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The checks */
        get: operations["checks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checks/{check}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One check, with its rules, examples and controls */
        get: operations["check"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/fleet": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The fleet: all of one's workspaces side by side */
        get: operations["fleet"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/frameworks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The frameworks, with the checks that speak to their controls */
        get: operations["frameworks"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/accept": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an invitation up
         * @description Only whom it was sent to can.
         */
        post: operations["accept_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/invitations/look": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Look at an invitation by the token of its mail */
        post: operations["look_at_invitation"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/kinds": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The kinds of resources that are collected */
        get: operations["kinds"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who am I */
        get: operations["me"];
        put?: never;
        post?: never;
        /**
         * Delete oneself
         * @description Workspaces stay: whoever is the only owner of one cannot go.
         */
        delete: operations["delete_me"];
        options?: never;
        head?: never;
        /** Change one's name */
        patch: operations["rename_me"];
        trace?: never;
    };
    "/me/identities/{provider}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bind an identity provider to oneself
         * @description Go to the address that is given; afterwards one can sign in through the provider.
         */
        post: operations["bind_provider"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change one's password
         * @description All other sessions end.
         */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/recovery-codes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** New recovery codes in place of the old ones */
        post: operations["renew_recovery_codes"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's sessions */
        get: operations["my_sessions"];
        put?: never;
        post?: never;
        /** End all other sessions */
        delete: operations["end_other_sessions"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/sessions/{session}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** End one session */
        delete: operations["end_session"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/tokens": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One's API tokens */
        get: operations["my_tokens"];
        put?: never;
        /** Make an API token */
        post: operations["create_token"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/tokens/{token}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Revoke an API token */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/totp": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begin to set up one-time codes */
        post: operations["start_totp"];
        /** Switch one-time codes off */
        delete: operations["stop_totp"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/totp/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Switch one-time codes on */
        post: operations["confirm_totp"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The identity providers */
        get: operations["providers"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc/{provider}/callback": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Finish to sign in through an identity provider
         * @description The identity provider sends the browser here; it goes on to the sign-in page of the console. Where the sign-in failed,
         *     `problem` and `detail` there say why.
         */
        get: operations["finish_provider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/oidc/{provider}/start": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Begin to sign in through an identity provider
         * @description Sends the browser there.
         */
        get: operations["begin_provider"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password/forgot": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for a mail to set a new password */
        post: operations["forgot_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/password/reset": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Set a new password with the token of a mail
         * @description Every session and API token of the person ends.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who may do what in a workspace */
        get: operations["roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-in": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign in
         * @description The session's token comes as a cookie that no script can read.
         */
        post: operations["sign_in"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-out": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sign out */
        post: operations["sign_out"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sign-up": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Sign up
         * @description The answer is the same whether or not the address is known; whoever reads its mail is told.
         */
        post: operations["sign_up"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verify-email": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Verify an address */
        post: operations["verify_email"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/verify-email/resend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Ask for another mail to verify an address */
        post: operations["resend_verification"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make a workspace */
        post: operations["create_workspace"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One workspace */
        get: operations["workspace"];
        put?: never;
        post?: never;
        /**
         * Delete a workspace with all that is its
         * @description Credentials go first. There is no way back.
         */
        delete: operations["delete_workspace"];
        options?: never;
        head?: never;
        /**
         * Change a workspace
         * @description Thresholds hold from the next run of each cloud account; none is begun for them.
         */
        patch: operations["change_workspace"];
        trace?: never;
    };
    "/workspaces/{workspace}/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The cloud accounts of a workspace */
        get: operations["accounts"];
        put?: never;
        /**
         * Link a cloud account
         * @description Its first run starts at once.
         */
        post: operations["link_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/many": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Link many accounts at once
         * @description Each comes out on its own: some may be linked, and others not.
         */
        post: operations["link_many"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One cloud account */
        get: operations["account"];
        put?: never;
        post?: never;
        /**
         * Unlink a cloud account
         * @description Its credential goes first, then what was collected. There is no way back.
         */
        delete: operations["unlink_account"];
        options?: never;
        head?: never;
        /** Change a cloud account's name and settings */
        patch: operations["change_account"];
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}/collect": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Collect a cloud account now */
        post: operations["collect_now"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}/organization": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members of the organization whose management account this is */
        get: operations["organization"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}/pause": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Stop collecting a cloud account */
        post: operations["pause_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}/regions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The regions that a cloud account has switched on */
        get: operations["account_regions"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}/relink": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Give a cloud account another role or key */
        post: operations["relink_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}/resume": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Go on collecting a cloud account */
        post: operations["resume_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}/runs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The runs of a cloud account */
        get: operations["runs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/accounts/{account}/test": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Test which actions of the policy a cloud account's credentials lack */
        post: operations["test_permissions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/audit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The audit trail of a workspace */
        get: operations["audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/audit/verify": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Follow the chain of the audit trail from its first entry to its head */
        get: operations["verify_audit"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The books of a workspace */
        get: operations["book"];
        put?: never;
        /** Open the books of a workspace */
        post: operations["open_book"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The ledger accounts with their balances */
        get: operations["ledger_accounts"];
        put?: never;
        /** Add a ledger account */
        post: operations["new_ledger_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/accounts/{ledger_account}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a ledger account
         * @description Its kind, its currency and its role stay.
         */
        put: operations["change_ledger_account"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Change many transactions
         * @description All of them in one step, or none.
         */
        post: operations["change_transactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Check the books
         * @description Reads every entry: the chain of hashes, that each balances, that reversals are equal and opposite, and that all that is derived
         *     is what the journal gives. Then compares the closing balances of banks with the books, and lists what clearing accounts hold.
         */
        get: operations["check_books"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/closed": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Close the books up to a day, or open them again */
        put: operations["close_books"];
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/closings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** When the books were closed and opened again */
        get: operations["closings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/definitions/{kind}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Rates, rules, recurring transactions or budgets */
        get: operations["definitions"];
        put?: never;
        /** Add a rate, a rule, a recurring transaction or a budget */
        post: operations["new_definition"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/definitions/{kind}/{definition}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /**
         * Change a rate, a rule, a recurring transaction or a budget
         * @description With `If-None-Match: *` in place of a version one that was removed comes back under its id: what a recurring transaction has posted
         *     is not posted again.
         */
        put: operations["change_definition"];
        post?: never;
        /**
         * Remove a rate, a rule, a recurring transaction or a budget
         * @description What it did stays.
         */
        delete: operations["remove_definition"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/export/{format}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The books as a file */
        get: operations["ledger_export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The imports, the newest first */
        get: operations["imports"];
        put?: never;
        /**
         * Read a bank's file
         * @description OFX, QFX, QIF, CAMT.052/053/054, MT940 and CSV. It is kept to be looked at; the books know nothing of it until it is brought in.
         */
        post: operations["read_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/imports/{import}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** An import with its lines */
        get: operations["import"];
        put?: never;
        post?: never;
        /**
         * Throw a file away that was read
         * @description Only while it is looked at: what is or was in the books keeps its lines.
         */
        delete: operations["discard_import"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/imports/{import}/answers": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Answer lines that wait
         * @description Of an import that is in the books. What is posted belongs to the import: it goes with it when it is taken back.
         */
        post: operations["answer_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/imports/{import}/commit": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Bring an import into the books
         * @description All of it in one step. Brought in twice, nothing is added.
         */
        post: operations["commit_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/imports/{import}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take an import back
         * @description What it wrote is deleted, as a unit; what it was only matched with stays. Its lines count no more when doubles are looked for.
         */
        post: operations["undo_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/marks": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Say how far postings were compared with what the bank says
         * @description All of them in one step, or none.
         */
        post: operations["mark_transactions"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/rebuild": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Make what is derived from the journal anew */
        post: operations["rebuild_books"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/receipts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The receipts, the newest first */
        get: operations["receipts"];
        put?: never;
        /**
         * Keep a receipt
         * @description A PDF or a picture (JPEG, PNG, WebP, HEIC), known by its bytes, not by its name. It is read in the background; nothing is
         *     posted by itself. The same file again is answered with the receipt that is there.
         */
        post: operations["keep_receipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/receipts/{receipt}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A receipt, with what may be done with it */
        get: operations["receipt"];
        put?: never;
        post?: never;
        /**
         * Delete a receipt and its file
         * @description One that belongs to a transaction is detached first.
         */
        delete: operations["delete_receipt"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/receipts/{receipt}/attach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give a receipt to a transaction
         * @description To the one that it belongs to already changes nothing. One that belongs to another is detached first.
         */
        post: operations["attach_receipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/receipts/{receipt}/detach": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Take a receipt away from its transaction */
        post: operations["detach_receipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/receipts/{receipt}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The file of a receipt, as it came */
        get: operations["receipt_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/receipts/{receipt}/pages/{page}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A page of a receipt as a picture
         * @description Drawn from the file, whatever that is: a page of a PDF as it would be printed, a picture upright and no larger than a screen needs. The
         *     answer has an ETag, by which the same page is not drawn and
         *     sent again. What cannot be drawn says why.
         */
        get: operations["receipt_page"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/receipts/{receipt}/post": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Post a transaction out of a receipt
         * @description Both in one step: the transaction is in the books, and the receipt belongs to it; or neither. With an `Idempotency-Key` the same
         *     request again posts nothing and gives the same transaction.
         */
        post: operations["post_receipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/receipts/{receipt}/read": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Have a receipt read again
         * @description What was read before is forgotten.
         */
        post: operations["read_receipt"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/reports/{report}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * A report of the books
         * @description As JSON it has `head`, its period, its rows with their sums by currency, the converted sum (null where a rate is `missing`), and
         *     the `rates` by which it was converted.
         */
        get: operations["ledger_report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/transactions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The register: transactions, the newest first */
        get: operations["ledger_register"];
        put?: never;
        /**
         * Post a transaction
         * @description With an `Idempotency-Key` the same request again posts nothing and gives the same transaction.
         */
        post: operations["post_transaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/transactions/{transaction}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A transaction with its history */
        get: operations["ledger_transaction"];
        /**
         * Change a transaction
         * @description In the journal it is a reversal and a new entry; what was there before stays in its history.
         */
        put: operations["edit_transaction"];
        post?: never;
        /**
         * Delete a transaction
         * @description In the journal it is a reversal: it can be undone.
         */
        delete: operations["delete_transaction"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/transactions/{transaction}/undo": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Take the last change of a transaction back
         * @description A new one is deleted, a deleted one returns, a changed one is as before. Undone twice, it is done again.
         */
        post: operations["undo_transaction"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/try/rule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a rule on the past
         * @description By itself, on the transactions of the last year. Nothing is kept, nothing is changed.
         */
        post: operations["try_rule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/books/try/schedule": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Try a schedule
         * @description Which days it gives, from today on. Nothing is kept, nothing is posted.
         */
        post: operations["try_schedule"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/changes": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What became of resources, as far as history is kept */
        get: operations["resource_changes"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/check-resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The resources of which a check says something
         * @description Of those that passed, up to 10,000 for each cloud account and variant are named; the posture counts all of them.
         */
        get: operations["check_resources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/compliance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the newest generations stand by every framework */
        get: operations["compliance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/compliance/{framework}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the newest generations stand by one framework */
        get: operations["framework_compliance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Watch a workspace
         * @description Server-sent events: `change` with `what` (run, generation, account, finding, members, workspace) and `subject`; `behind`
         *     when some were missed and everything is to be read anew.
         */
        get: operations["events"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/export": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Export a workspace
         * @description One JSON object a line: the table and the row. Everything but what opens a door.
         */
        get: operations["export"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/finding-counts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many findings there are */
        get: operations["finding_counts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/finding-groups": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The findings of a workspace, in groups
         * @description The worst first, then those with most findings. `sort` has no say here.
         */
        get: operations["finding_groups"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/findings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The findings of a workspace */
        get: operations["findings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/findings.csv": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * The findings of a workspace as CSV
         * @description All findings of the filter in the order in which they were first noted, so that none is missing or doubled while they change;
         *     `sort` has no say here. The first row has the names of the columns. A cell that a spreadsheet would take for a formula has a
         *     `'` before it.
         */
        get: operations["findings_csv"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/findings/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Mute many findings until a moment
         * @description All of them in one step. A mute that is there already is replaced.
         */
        post: operations["mute_many"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/findings/unmute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * End the mutes of many findings
         * @description All of them in one step. One that is not muted stays as it is: it is neither among the changed nor missing.
         */
        post: operations["unmute_many"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/findings/{finding}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One finding with its life */
        get: operations["finding"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/findings/{finding}/mute": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        /** Mute a finding until a moment */
        put: operations["mute"];
        post?: never;
        /** End the mute of a finding */
        delete: operations["unmute"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/inventory": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many resources there are */
        get: operations["inventory"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/invitations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The invitations that wait */
        get: operations["invitations"];
        put?: never;
        /** Invite somebody by mail */
        post: operations["invite"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/invitations/{invitation}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take an invitation back */
        delete: operations["revoke_invitation"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/links": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Get an external id and the template of the role */
        post: operations["offer_link"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/members": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The members of a workspace */
        get: operations["members"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/members/{user}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Take a member out, or leave oneself */
        delete: operations["remove_member"];
        options?: never;
        head?: never;
        /** Change a member's role */
        patch: operations["change_role"];
        trace?: never;
    };
    "/workspaces/{workspace}/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the newest generation of each cloud account changed, and what it could not see */
        get: operations["overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/posture": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What all checks say of the newest generations */
        get: operations["posture"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/relations": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Which resources a resource refers to, and which refer to it
         * @description Within its cloud account, by the newest generation. What could not be seen (a part that was denied, a listing that failed)
         *     says nothing here. An id that is a word, such as `default`, counts only in a member whose name says what it is.
         */
        get: operations["relations"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/resource": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One resource, and what it was before */
        get: operations["resource"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/resources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The resources of a workspace */
        get: operations["resources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/runs/{run}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One run */
        get: operations["run"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/sample": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Fill a workspace with the sample estate
         * @description A cloud account with no AWS behind it: its resources, findings and their short past are made up, and marked so. It is never
         *     collected. Unlinking it takes all of it away.
         */
        post: operations["fill_with_sample"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/trend": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How many findings were open at the end of each day */
        get: operations["trend"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/workspaces/{workspace}/well-architected": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How the newest generations stand by the pillars of the Well-Architected Framework */
        get: operations["well_architected"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description The service. */
        AboutView: {
            /** @description The version of the program. */
            version: string;
            /** @description Who may sign up. */
            sign_up: components["schemas"]["SignUpView"];
            /** @description Where else people may sign in: identity providers by name. */
            providers: string[];
            /** @description What becomes of mail. */
            mail: components["schemas"]["MailView"];
            /** @description Whether the console is built into the program. */
            console: boolean;
        };
        /** @description How a cloud account is to be reached. */
        AccessBody: {
            /**
             * @description The role.
             * @example arn:aws:iam::123456789012:role/SkytallyRead
             */
            role_arn: string;
            /** @description The external id that we made. */
            external_id: components["schemas"]["Text1224"];
            /** @enum {string} */
            by: "role";
        } | {
            /** @description Its id. */
            access_key_id: components["schemas"]["Text128"];
            /**
             * Format: password
             * @description Its secret. It is sealed and never shown again.
             */
            secret_access_key: string;
            /** @enum {string} */
            by: "key";
        };
        /** @description How a cloud account is reached. A secret is never shown. */
        AccessView: {
            /** @description The role. */
            role_arn: string;
            /** @description The external id that its trust demands. */
            external_id: string;
            /** @enum {string} */
            by: "role";
        } | {
            /** @description Its id. */
            access_key_id: string;
            /**
             * Format: date-time
             * @description When it was made; null where AWS did not say.
             */
            created?: string | null;
            /** @enum {string} */
            by: "key";
        } | {
            /** @enum {string} */
            by: "sample";
        };
        /** @description What the newest generation of a cloud account brought. */
        AccountNewsView: {
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description What people call it. */
            name: string;
            /** @description AWS's id of it. */
            aws_account: string;
            /**
             * Format: int64
             * @description The newest generation; 0 before the first.
             */
            generation: number;
            /**
             * Format: date-time
             * @description When it was published.
             */
            generation_at?: string | null;
            /**
             * Format: date-time
             * @description When the one before was; null for a first one, and where that is forgotten.
             */
            previous_at?: string | null;
            /** @description Whether everything of its plan was seen; null before the first. */
            complete?: boolean | null;
            resources?: components["schemas"]["ResourcesNewsView"] | null;
            findings?: components["schemas"]["FindingsNewsView"] | null;
            /**
             * Format: int64
             * @description Runs in a row that gave no generation since: what is shown may be old.
             */
            failures: number;
            /**
             * Format: date-time
             * @description Since when nobody collects the account.
             */
            paused?: string | null;
        };
        /** @description A cloud account. */
        AccountView: {
            /**
             * Format: uuid
             * @description The id.
             */
            id: string;
            /** @description AWS's id of it. */
            aws_account: string;
            /** @description AWS's world that it is in. */
            partition: string;
            /** @description What people call it. */
            name: string;
            /** @description How it is reached. */
            access: components["schemas"]["AccessView"];
            /**
             * Format: date-time
             * @description Since when nobody collects it.
             */
            paused?: string | null;
            /**
             * Format: int64
             * @description Minutes from one run to the next.
             */
            every_minutes: number;
            /** @description The regions; empty for all that the account has on. */
            regions: string[];
            /** @description The services; empty for all. */
            services: string[];
            /** @description Variables of checks that the account overrides: check to variable to value. */
            thresholds: Record<string, never>;
            /**
             * Format: int64
             * @description The newest generation; 0 before the first.
             */
            generation: number;
            /**
             * Format: date-time
             * @description Since when it is linked.
             */
            created: string;
            /**
             * Format: date-time
             * @description When it is collected next; null for the sample estate, which never is.
             */
            due?: string | null;
            /** @description Whether a run is going on. */
            running: boolean;
            /**
             * Format: int64
             * @description Runs in a row that gave no generation: what is shown may be old.
             */
            failures: number;
            /**
             * Format: int64
             * @description Grows with every change of the settings; the ETag says it too.
             */
            version: number;
            newest_run?: components["schemas"]["RunView"] | null;
        };
        /** @description Cloud accounts. */
        AccountsView: {
            /** @description By name. */
            items: components["schemas"]["AccountView"][];
        };
        /** @description An amount of money. */
        AmountView: {
            /**
             * @description The exact decimal, with all decimals of the currency.
             * @example -12.50
             */
            amount: string;
            /**
             * @description The currency.
             * @example EUR
             */
            currency: string;
        };
        /** @description What becomes of lines that wait. */
        AnswersBody: {
            /** @description What somebody decided. Lines that are not named go on waiting. */
            decisions: components["schemas"]["DecisionBody"][];
        };
        /** @description Whether a run starts at once. */
        AskedView: {
            /** @description False while another run is going on: then one follows it. */
            at_once: boolean;
        };
        /** @description To which transaction a receipt is given. */
        AttachBody: {
            /**
             * Format: int64
             * @description Its number.
             */
            transaction: number;
        };
        /** @description An entry of the audit trail. */
        AuditView: {
            /**
             * Format: int64
             * @description Its place in the chain, from 1 and without gaps.
             */
            seq: number;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description Who. */
            actor: string;
            /** @description What was done. */
            action: string;
            /** @description To what. */
            subject: string;
            /** @description From which address; empty for tasks. */
            address: string;
            /** @description The id of the request; empty for tasks. */
            request_id: string;
            /** @description More. */
            detail: Record<string, never>;
            /** @description SHA-256 over the hash before and this entry. */
            hash: string;
        };
        /** @description Where to go. */
        BeginView: {
            /** @description The address at the identity provider. */
            url: string;
        };
        /** @description The books. */
        BookView: {
            /**
             * Format: date-time
             * @description Since when; null if they were not opened yet: then the rest is null too.
             */
            opened?: string | null;
            /**
             * @description The currency of reports.
             * @example EUR
             */
            currency?: string | null;
            /**
             * Format: date
             * @description The last day of the closed periods; null where none is.
             */
            closed_until?: string | null;
            /**
             * Format: int64
             * @description How many entries the journal has.
             */
            entries?: number | null;
            /** @description The hash of the last entry: kept elsewhere, it proves later that nothing was changed or cut off. */
            head?: string | null;
        };
        /** @description What a check of the books found. */
        BooksReportView: {
            /**
             * Format: int64
             * @description Entries that were read.
             */
            entries: number;
            /**
             * Format: int64
             * @description Transactions that count.
             */
            transactions: number;
            /** @description The hash of the last entry. */
            head: string;
            /** @description What is wrong, in words; empty if nothing is. */
            faults: string[];
            /** @description How many faults there are, those that are not told included. */
            fault_count: number;
            /** @description The closing balances of banks that are in the books, by account, the newest first. */
            statements: components["schemas"]["StatementCheckView"][];
            /** @description What still lies on clearing accounts: work that waits, no fault. */
            clearing: components["schemas"]["UnclearedView"][];
        };
        /** @description How many findings of each severity there are. */
        BySeverity: {
            /**
             * Format: int64
             * @description To be mended now.
             */
            critical: number;
            /**
             * Format: int64
             * @description To be mended this week.
             */
            high: number;
            /**
             * Format: int64
             * @description To be mended soon.
             */
            medium: number;
            /**
             * Format: int64
             * @description To be mended some day.
             */
            low: number;
            /**
             * Format: int64
             * @description Worth knowing.
             */
            info: number;
        };
        /** @description What a line may be the same as. */
        CandidateView: {
            /** @description Which. */
            of: components["schemas"]["LineRefView"];
            /**
             * Format: int32
             * @description How alike the texts are: 0 to 1000.
             */
            similarity_per_mille: number;
            /** @enum {string} */
            kind: "line";
        } | {
            /**
             * Format: int64
             * @description Which.
             */
            transaction: number;
            /**
             * Format: int32
             * @description How alike payee and text are: 0 to 1000.
             */
            similarity_per_mille: number;
            /**
             * Format: int32
             * @description By how many days the bank was later; negative is earlier.
             */
            days_later: number;
            /** @enum {string} */
            kind: "transaction";
        };
        /** @description Whether a chain is whole. */
        ChainView: {
            /**
             * Format: int64
             * @description How many entries it has.
             */
            entries: number;
            /** @description The hash of the newest: kept elsewhere, it proves later that nothing was cut off. */
            head: string;
            /** @description What is wrong; null while it is whole. */
            broken?: string | null;
        };
        /** @description What is to change of a cloud account. */
        ChangeAccountBody: {
            name?: components["schemas"]["Text100"] | null;
            /** @description What people set. */
            settings?: components["schemas"]["SettingsBody"];
        };
        /** @description One change among many. */
        ChangeBody: {
            /** @description What it says. */
            content: components["schemas"]["TransactionBody"];
            /** @enum {string} */
            do: "post";
        } | {
            /**
             * Format: int64
             * @description Which.
             */
            transaction: number;
            /**
             * Format: int64
             * @description The version that is changed.
             */
            version: number;
            /** @description From now on. */
            content: components["schemas"]["TransactionBody"];
            /** @enum {string} */
            do: "edit";
        } | {
            /**
             * Format: int64
             * @description Which.
             */
            transaction: number;
            /**
             * Format: int64
             * @description The version that is deleted.
             */
            version: number;
            /** @enum {string} */
            do: "delete";
        } | {
            /**
             * Format: int64
             * @description Which.
             */
            transaction: number;
            /**
             * Format: int64
             * @description The version whose change is taken back.
             */
            version: number;
            /** @enum {string} */
            do: "undo";
        };
        /**
         * @description What became of a resource.
         * @enum {string}
         */
        ChangeName: "added" | "changed" | "gone";
        /** @description A change of a resource. */
        ChangeView: {
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description Its kind. */
            kind: string;
            /** @description Its region. */
            region: string;
            /** @description AWS's id of it. */
            id: string;
            /** @description Its name; of one that is gone, the last. */
            name?: string | null;
            /** @description Its ARN. */
            arn?: string | null;
            /** @description What became of it. */
            what: components["schemas"]["ChangeName"];
            /**
             * Format: int64
             * @description The generation that brought it.
             */
            generation: number;
            /**
             * Format: date-time
             * @description When that was published.
             */
            at: string;
        };
        /** @description What is to change of a workspace. */
        ChangeWorkspaceBody: {
            name?: components["schemas"]["Text100"] | null;
            /**
             * Format: int64
             * @description How long history is kept, in days.
             */
            retention_days?: number | null;
            /** @description Variables of checks for all cloud accounts, in place of those that were set before: check to variable to value. */
            thresholds?: Record<string, never> | null;
        };
        /** @description Many changes. */
        ChangesBody: {
            /** @description In this order. */
            changes: components["schemas"]["ChangeBody"][];
        };
        /** @description A check with everything that is known of it. */
        CheckDetailsView: components["schemas"]["CheckView"] & {
            /** @description The service that it is about; null for a check of Skytally's own way into an account. */
            service?: string | null;
            /** @description The kind that it is about; null where there are several, or none. */
            kind?: string | null;
            /** @description The rules, one for each kind; none for a check of Skytally's own way into an account. */
            rules: components["schemas"]["RuleView"][];
            /** @description What the rules are run for, one after the other; none for a check without variants. */
            variants: components["schemas"]["VariantView"][];
            /** @description What the rules read. */
            reads: components["schemas"]["ReadsView"][];
            /** @description The IAM actions behind what is read. */
            permissions: string[];
            /** @description The controls that it speaks to. */
            controls: components["schemas"]["ControlOfView"][];
            /** @description What it is tried on: its tests. */
            examples: components["schemas"]["ExampleView"][];
            /** @description Where it comes from. */
            source: components["schemas"]["SourceView"];
            /** @description The file inside the catalogue; null for a check that is no file. */
            file?: string | null;
            /** @description Pages that say more. */
            references: string[];
        };
        /** @description A resource and what a check says of it. */
        CheckResourceView: {
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description The variant of the check, for a check that has some. */
            variant?: string | null;
            /** @description The kind of the resource. */
            kind: string;
            /** @description Its region. */
            region: string;
            /** @description AWS's id of it; the region or the account where a kind could not be listed. */
            resource: string;
            /** @description Its name. */
            name?: string | null;
            /** @description What the check says. */
            outcome: components["schemas"]["OutcomeName"];
            /**
             * Format: uuid
             * @description The finding; null where it passed.
             */
            finding?: string | null;
            /** @description What the finding says; null where it passed. */
            message?: string | null;
            /** @description Why it cannot be told; null where it can. */
            unknown_because?: string | null;
            /** @description Whether the finding is muted. */
            muted: boolean;
        };
        /** @description A check and what the newest generations say, in numbers of resources. */
        CheckStandingView: {
            /** @description The check. */
            check: string;
            /** @description What should be so. */
            title: string;
            /** @description How bad a failure is, as a rule: critical, high, medium, low or info. */
            severity: string;
            /** @description Its pillar. */
            pillar: string;
            /**
             * Format: int64
             * @description Those that passed.
             */
            pass: number;
            /**
             * Format: int64
             * @description Those that fail, muted ones included.
             */
            fail: number;
            /**
             * Format: int64
             * @description Those of which it cannot be told; a place that could not be listed counts as one.
             */
            unknown: number;
            /**
             * Format: int64
             * @description Those of which the check has nothing to say.
             */
            not_applicable: number;
            /**
             * Format: int64
             * @description Of those that fail, those that are muted.
             */
            muted: number;
            /**
             * Format: int64
             * @description Cloud accounts on which the check was not made, or of which something that it is about is not collected.
             */
            unseen: number;
        };
        /** @description A check. */
        CheckView: {
            /** @description The id. */
            id: string;
            /** @description What should be so. */
            title: string;
            /** @description How bad a failure is, as a rule. */
            severity: string;
            /** @description The pillar. */
            pillar: string;
            /** @description What can happen. */
            risk: string;
            /** @description What to do in AWS's console. */
            remedy: string;
            /** @description The same for the command line; null where there is no such way. */
            remedy_cli?: string | null;
            /** @description The same for CloudFormation; null where there is no such way. */
            remedy_cloudformation?: string | null;
            /** @description Variables that a workspace or a cloud account can override, with their usual values. */
            variables: Record<string, never>;
        };
        /** @description Checks. */
        ChecksView: {
            /** @description By id. */
            items: components["schemas"]["CheckView"][];
        };
        /** @description Up to which day the books are to be closed. */
        CloseBody: {
            /**
             * Format: date
             * @description The last day that takes no entries any more; null opens everything again.
             */
            until?: string | null;
        };
        /** @description What was published when the books were closed or opened again. */
        ClosingView: {
            /**
             * Format: date
             * @description The last day that was closed; null where everything was opened again.
             */
            until?: string | null;
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description By whom. */
            actor: string;
            /**
             * Format: int64
             * @description How many entries the journal had.
             */
            entries: number;
            /**
             * Format: int64
             * @description How many postings counted up to that day.
             */
            postings: number;
            /** @description The sums of their absolute amounts. */
            sums: components["schemas"]["AmountView"][];
            /** @description The hash of the last entry then. */
            head: string;
        };
        /** @description Closings and openings. */
        ClosingsView: {
            /** @description The newest first. */
            items: components["schemas"]["ClosingView"][];
        };
        /**
         * @description What kind of problem it is. Codes are stable: programs may rely on them.
         * @enum {string}
         */
        Code: "bad-request" | "bad-json" | "bad-query" | "bad-path" | "bad-header" | "bad-cursor" | "bad-body" | "bad-value" | "weak-password" | "not-drawable" | "aws-refused" | "unauthenticated" | "sign-in-failed" | "second-factor-needed" | "email-not-verified" | "forbidden" | "scope-missing" | "cross-site" | "no-such-route" | "not-found" | "method-not-allowed" | "conflict" | "already-there" | "limit-reached" | "in-progress" | "key-reused" | "link-used" | "changed" | "version-needed" | "request-timeout" | "too-large" | "uri-too-long" | "unsupported-media-type" | "too-many-requests" | "internal" | "aws-unreachable" | "unavailable" | "timed-out";
        /** @description A one-time code. */
        CodeBody: {
            /** @description Six digits. */
            code: string;
        };
        /** @description What is to become of lines. */
        CommitBody: {
            /**
             * @description What somebody decided. All other lines become what their verdict says: new ones are posted, doubles stay out, matches are
             *     joined, and those in doubt wait.
             */
            decisions?: components["schemas"]["DecisionBody"][];
            /** @description Whether the `opening` balance that the preview offers is posted too. */
            opening?: boolean;
        };
        /** @description All frameworks in numbers. */
        ComplianceView: {
            /** @description By id. */
            items: components["schemas"]["FrameworkStandingView"][];
            /** @description The cloud accounts that they were counted over. */
            accounts: components["schemas"]["CountedView"];
        };
        /** @description What a transaction says. */
        ContentView: {
            /**
             * Format: date
             * @description The day in the books.
             */
            date: string;
            /** @description Who got or gave the money. */
            payee: string;
            /** @description What people write beside it. */
            note: string;
            /** @description Its tags, in small letters. */
            tags: string[];
            source?: components["schemas"]["TransactionSource"] | null;
            exchange?: components["schemas"]["ExchangeView"] | null;
            /** @description At least two, which sum to zero in each currency. */
            postings: components["schemas"]["PostingView"][];
        };
        /** @description A control that a check speaks to. */
        ControlOfView: {
            /** @description The framework. */
            framework: string;
            /** @description The framework's name. */
            framework_title: string;
            /** @description The number of the control. */
            control: string;
            /** @description What it asks for, in our own words. */
            title: string;
            /** @description The variants of the check that speak to it; empty for all. */
            variants: string[];
        };
        /** @description A control and what its checks say. */
        ControlStandingView: {
            /** @description Its number. */
            id: string;
            /** @description What it asks for, in our own words. */
            title: string;
            /** @description How it stands. */
            state: components["schemas"]["ControlStateName"];
            /** @description What its checks say: of those with variants, only the variants that stand for it. */
            checks: components["schemas"]["CheckStandingView"][];
        };
        /**
         * @description How a control stands.
         * @enum {string}
         */
        ControlStateName: "failed" | "unknown" | "passed" | "not_applicable" | "not_checked";
        /** @description How many controls of a framework stand how. */
        ControlTotalsView: {
            /** @description All of them. */
            controls: number;
            /** @description All is known, and passed. */
            passed: number;
            /** @description Something fails. */
            failed: number;
            /** @description Nothing is known to fail, and something is not known. */
            unknown: number;
            /** @description All is known, and there is nothing that they are about. */
            not_applicable: number;
            /** @description No check of ours speaks to them. */
            not_checked: number;
        };
        /** @description A control of a framework. */
        ControlView: {
            /** @description The id. */
            id: string;
            /** @description The title, in our own words. */
            title: string;
            /** @description The checks that speak to it. */
            checks: string[];
        };
        /** @description How many findings of a check there are. */
        CountView: {
            /** @description The check. */
            check: string;
            /** @description What should be so. */
            title: string;
            /** @description The pillar of the check. */
            pillar?: string | null;
            /** @description How bad. */
            severity: string;
            /** @description In which state. */
            state: string;
            /** @description Whether muted. */
            muted: boolean;
            /** @description Whether the newest generation can say nothing of them. */
            unknown: boolean;
            /**
             * Format: int64
             * @description How many.
             */
            count: number;
            /**
             * Format: int64
             * @description What mending them would save by list price, where known, in millionths of a US dollar a month.
             */
            saving_micro_usd_per_month: number;
        };
        /** @description The cloud accounts that outcomes were counted over. */
        CountedView: {
            /**
             * Format: int64
             * @description Those whose newest generation was evaluated.
             */
            evaluated: number;
            /**
             * Format: int64
             * @description Those of which nothing is known yet: they are in no number.
             */
            not_yet: number;
        };
        /** @description Findings, counted. */
        CountsView: {
            /**
             * Format: int64
             * @description All findings of the filter.
             */
            total: number;
            /** @description By severity, those that are open, not muted and can be told. */
            open_by_severity: {
                [key: string]: number;
            };
            /** @description By check, severity and state. */
            items: components["schemas"]["CountView"][];
        };
        /** @description What somebody decided about a line. */
        DecisionBody: {
            /**
             * Format: int64
             * @description The line.
             */
            line: number;
            /**
             * Format: int64
             * @description The category; what is proposed if left out.
             */
            category?: number | null;
            /** @description The payee; what is proposed if left out. */
            payee?: string | null;
            /** @enum {string} */
            as: "post";
        } | {
            /**
             * Format: int64
             * @description The line.
             */
            line: number;
            /**
             * Format: int64
             * @description The transaction.
             */
            transaction: number;
            /** @enum {string} */
            as: "matches";
        } | {
            /**
             * Format: int64
             * @description The line.
             */
            line: number;
            /**
             * Format: uuid
             * @description The import of the other.
             */
            import: string;
            /**
             * Format: int64
             * @description The line of the other.
             */
            of: number;
            /** @enum {string} */
            as: "same_as";
        } | {
            /**
             * Format: int64
             * @description The line.
             */
            line: number;
            /** @enum {string} */
            as: "set_aside";
        };
        /** @description What a definition is to say. */
        DefinitionBody: {
            /**
             * Format: int64
             * @description Its place in the order of its kind: rules are asked in theirs.
             */
            place?: number;
            /** @description As `body` of a definition of this kind. */
            body: Record<string, never>;
        };
        /** @description A definition. */
        DefinitionView: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description Its place in the order of its kind.
             */
            place: number;
            /**
             * Format: int64
             * @description Grows with every change; the ETag says it too.
             */
            version: number;
            /**
             * @description What it says. A rate: `from`, `to`, `date`, `rate`, `source`. A rule: `name`, `conditions`, `actions`, `goes_on`. A recurring
             *     transaction: `schedule` (`rule` of RFC 5545, `start`, `weekend`), `template`, the due days that are `skipped` and the `pauses`
             *     (`from`, `until`). A budget: `category`, `every`, `amount`, `start`, `end`, `thresholds_percent`, `roll_over`.
             */
            body: Record<string, never>;
            /**
             * @description How it stands. A recurring transaction: `words`, the `next` times, whether it is `paused` today, and the times up to today that
             *     are `waiting` because the ledger refused the first of them, with the `refusal`. A budget: its `status` today.
             */
            now?: Record<string, never> | null;
        };
        /** @description Definitions. */
        DefinitionsView: {
            /** @description In their order. */
            items: components["schemas"]["DefinitionView"][];
        };
        /** @description The name of the workspace, so that nobody deletes one by a slip. */
        DeleteWorkspaceBody: {
            /** @description The name, exactly. */
            name: components["schemas"]["Text100"];
        };
        /** @description An action that was refused. */
        DeniedView: {
            /** @description The IAM action. */
            action: string;
            /** @description The call that was refused. */
            call: string;
            /** @description What the call was about. */
            example: string;
        };
        /** @description An address that a mail is to go to. */
        EmailBody: {
            /** @description The e-mail address. */
            email: components["schemas"]["Text254"];
        };
        /** @description How many sessions have ended. */
        EndedView: {
            /**
             * Format: int64
             * @description Their number.
             */
            ended: number;
        };
        /** @description An entry of the journal. */
        EntryView: components["schemas"]["ContentView"] & {
            /**
             * Format: int64
             * @description Its place in the journal.
             */
            no: number;
            /**
             * @description What it did.
             * @enum {string}
             */
            kind: "post" | "reverse" | "mark";
            /**
             * Format: int64
             * @description The entry that it took back.
             */
            reverses?: number | null;
            /**
             * Format: date-time
             * @description When it was written.
             */
            recorded: string;
            /** @description By whom. */
            actor: string;
            /**
             * Format: int64
             * @description The account that a mark is about.
             */
            marked_account?: number | null;
            /** @description What a mark says. */
            marked?: ("uncleared" | "cleared" | "reconciled") | null;
        };
        /** @description Something in the life of a finding. */
        EventView: {
            /**
             * Format: date-time
             * @description When.
             */
            at: string;
            /** @description What: opened, reopened, resolved, unknown, known, changed, muted, unmuted. */
            what: string;
            /**
             * Format: int64
             * @description The generation that brought it.
             */
            generation?: number | null;
            /** @description Who did it, where somebody did. */
            actor?: string | null;
            /** @description More. */
            detail?: string | null;
        };
        /** @description A made-up resource, and what the check says of it. */
        ExampleView: {
            /** @description What it shows. */
            name: string;
            /** @description What the check says: pass, fail, unknown, not-applicable. */
            outcome: string;
            /** @description The kind, and by it the rule. */
            kind?: string | null;
            /** @description The variant; null for a check without. */
            variant?: string | null;
            /** @description How bad the failure is, where the example says it. */
            severity?: string | null;
            /** @description What the failure says, where the example says it. */
            message?: string | null;
            /** @description The clock, where the example has its own. */
            now?: string | null;
            /** @description Variables that are given other values. */
            variables: Record<string, never>;
            /** @description The resource: data, parts, and whatever else of it counts. */
            document: Record<string, never>;
            /** @description Other resources of the account: kind to list. */
            related: Record<string, never>;
            /** @description Kinds whose listing is denied. */
            unseen: string[];
        };
        /** @description At which rate two currencies were exchanged. */
        ExchangeBody: {
            /**
             * @description So many of `to` for one of `from`: an exact decimal.
             * @example 1.0842
             */
            rate: string;
            /**
             * @description What was given.
             * @example EUR
             */
            from: string;
            /**
             * @description What was got.
             * @example USD
             */
            to: string;
            /** @description Whose rate it is. */
            source: string;
            /**
             * Format: date
             * @description Of which day.
             */
            date: string;
        };
        /** @description At which rate two currencies were exchanged. */
        ExchangeView: {
            /**
             * @description So many of `to` for one of `from`: an exact decimal.
             * @example 1.0842
             */
            rate: string;
            /**
             * @description What was given.
             * @example EUR
             */
            from: string;
            /**
             * @description What was got.
             * @example USD
             */
            to: string;
            /** @description Whose rate it is. */
            source: string;
            /**
             * Format: date
             * @description Of which day.
             */
            date: string;
        };
        /** @description What is wrong with one field of a request. */
        FieldFault: {
            /** @description The field, as a path: `name`, `regions[2]`, `channel.url`. */
            field: string;
            /** @description What is wrong with it, to be read after its name. */
            message: string;
        };
        /** @description A finding with its life. */
        FindingDetail: {
            /** @description The finding. */
            finding: components["schemas"]["FindingView"];
            /** @description Its life, the newest first. */
            events: components["schemas"]["EventView"][];
        };
        /** @description A finding. */
        FindingView: {
            /**
             * Format: uuid
             * @description The id.
             */
            id: string;
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description The check. */
            check: string;
            /** @description Its variant, for a check that has some. */
            variant?: string | null;
            /** @description What should be so. */
            title: string;
            /** @description The pillar of the check. */
            pillar?: string | null;
            /** @description The kind of the resource. */
            kind: string;
            /** @description Its region. */
            region: string;
            /** @description AWS's id of it. */
            resource: string;
            /** @description Its ARN. */
            arn?: string | null;
            /** @description Its name. */
            name?: string | null;
            /** @description How bad it is: critical, high, medium, low or info. */
            severity: string;
            /** @description Where it stands: open, resolved or unknown. */
            state: string;
            /** @description What is wrong. */
            message: string;
            /** @description Why the newest generation cannot say; null while it can. */
            unknown_because?: string | null;
            /**
             * Format: int64
             * @description What mending it would save by list price, in millionths of a US dollar a month. An estimate, never spend.
             */
            saving_micro_usd_per_month?: number | null;
            /** @description Why it cannot be said what mending it would save. */
            saving_unknown?: string | null;
            /**
             * Format: date-time
             * @description When it was first seen.
             */
            first_seen: string;
            /**
             * Format: date-time
             * @description When it was last seen failing.
             */
            last_seen: string;
            /**
             * Format: date-time
             * @description When it was resolved.
             */
            resolved?: string | null;
            mute?: components["schemas"]["MuteView"] | null;
            /**
             * Format: int64
             * @description Grows with every change; the ETag says it too.
             */
            version: number;
        };
        /** @description Findings that a generation changed. */
        FindingsNewsView: {
            /**
             * Format: int64
             * @description They fail for the first time; all of them in a first generation.
             */
            opened: number;
            /**
             * Format: int64
             * @description They fail again.
             */
            reopened: number;
            /**
             * Format: int64
             * @description They fail no longer.
             */
            resolved: number;
            /**
             * Format: int64
             * @description It cannot be told any more, or could not from the beginning.
             */
            became_unknown: number;
        };
        /** @description A workspace beside others. */
        FleetItem: {
            /** @description The workspace. */
            workspace: components["schemas"]["WorkspaceView"];
            /**
             * Format: int64
             * @description Cloud accounts.
             */
            accounts: number;
            /**
             * Format: int64
             * @description Of them, those that nobody collects at the moment.
             */
            paused: number;
            /**
             * Format: int64
             * @description Of them, those whose last runs gave no generation.
             */
            failing: number;
            /**
             * Format: int64
             * @description Resources in the newest generations.
             */
            resources: number;
            /** @description Open findings that are not muted. */
            open: components["schemas"]["OpenView"];
            /**
             * Format: int64
             * @description Findings of which the newest generations can say nothing.
             */
            unknown: number;
            /**
             * Format: date-time
             * @description The oldest of the newest generations; null while an account has none.
             */
            oldest_generation?: string | null;
        };
        /** @description All workspaces that one may see. */
        FleetView: {
            /** @description By name. */
            items: components["schemas"]["FleetItem"][];
        };
        /** @description A framework, control by control. */
        FrameworkComplianceView: {
            /** @description The framework. */
            framework: string;
            /** @description Its name. */
            title: string;
            /** @description How many controls stand how. */
            totals: components["schemas"]["ControlTotalsView"];
            /** @description In the framework's own order. */
            controls: components["schemas"]["ControlStandingView"][];
            /** @description The cloud accounts that they were counted over. */
            accounts: components["schemas"]["CountedView"];
        };
        /** @description A framework in numbers of controls. */
        FrameworkStandingView: components["schemas"]["ControlTotalsView"] & {
            /** @description The framework. */
            framework: string;
            /** @description Its name. */
            title: string;
        };
        /** @description A framework. */
        FrameworkView: {
            /** @description The id. */
            id: string;
            /** @description The title. */
            title: string;
            /** @description The controls. */
            controls: components["schemas"]["ControlView"][];
        };
        /** @description Frameworks. */
        FrameworksView: {
            /** @description By id. */
            items: components["schemas"]["FrameworkView"][];
        };
        /** @description A group of findings. */
        GroupItem: {
            /** @description What names the group. It stays the same for as long as there is the group. */
            key: string;
            /** @description What to call it: the title of the check, or the name of the resource or account. */
            title: string;
            /** @description The check, in groups by check. */
            check?: string | null;
            /** @description The kind of the resource, in groups by resource. */
            kind?: string | null;
            /** @description Its region. */
            region?: string | null;
            /** @description AWS's id of it. */
            resource?: string | null;
            /**
             * Format: uuid
             * @description The cloud account, in groups by resource or account.
             */
            account?: string | null;
            /** @description The name of the resource or account, where it has one. */
            name?: string | null;
            /** @description How bad the worst of its findings is. */
            severity: string;
            /** @description The pillar of the check, in groups by check. */
            pillar?: string | null;
            /**
             * Format: int64
             * @description How many findings of the filter are in it.
             */
            count: number;
            /**
             * Format: int64
             * @description Of them, those that are muted.
             */
            muted: number;
            /**
             * Format: int64
             * @description Of them, those of which the newest generation can say nothing.
             */
            unknown: number;
            /**
             * Format: int64
             * @description What mending them would save by list price, where known, in millionths of a US dollar a month. An estimate, never spend.
             */
            saving_micro_usd_per_month: number;
            /** @description How many there are of each severity; all that are counted in `count`. */
            by_severity: components["schemas"]["BySeverity"];
        };
        /** @description A transaction with all that was ever written of it. */
        HistoryView: {
            /** @description As it is now. */
            now: components["schemas"]["TransactionView"];
            /** @description Its entries, the oldest first. */
            history: components["schemas"]["EntryView"][];
            /** @description Its receipts, the newest first. */
            receipts: components["schemas"]["ReceiptOfView"][];
        };
        /** @description A line of a bank's file. */
        ImportLineView: components["schemas"]["AmountView"] & {
            /**
             * Format: int64
             * @description Its place in the import, from 1.
             */
            line: number;
            /**
             * Format: int64
             * @description Where it begins in the file, from 1.
             */
            file_line: number;
            /**
             * Format: date
             * @description The day on which it was booked.
             */
            date: string;
            /** @description The bank's own id of it. */
            bank_id?: string | null;
            /** @description Who got or gave the money, as the bank writes it. */
            payee: string;
            /** @description The same without what banks add. */
            clean_payee: string;
            /** @description What it was for. */
            text: string;
            /** @description As it stands in the file. */
            raw: string;
            verdict?: components["schemas"]["VerdictView"] | null;
            proposal?: components["schemas"]["ProposalView"] | null;
            suggestion?: components["schemas"]["SuggestionView"] | null;
            /** @description What became of it. */
            outcome: components["schemas"]["OutcomeView"];
        };
        /** @description An import with its lines. */
        ImportPreviewView: {
            /** @description The import. */
            import: components["schemas"]["ImportView"];
            /** @description Its lines, in the order of the file. */
            lines: components["schemas"]["ImportLineView"][];
            /** @description Where its balances do not continue those before it, each as a sentence. */
            breaks: string[];
            opening?: components["schemas"]["OpeningView"] | null;
        };
        /** @description A file that was read. */
        ImportView: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /**
             * Format: int64
             * @description The ledger account that it is for.
             */
            account: number;
            /** @description The name of the file. */
            name: string;
            /** @description The SHA-256 of its bytes. */
            sha256: string;
            /** @description Its format: `ofx`, `qif`, `camt`, `mt940` or `csv`. */
            format: string;
            /**
             * @description What the file says beside its lines: `account`, `bank`, `encoding`, `dates`, `mapping`, `problems` and `notes` (each with
             *     `line` and `message`), and `left_out` (each with `line`, `why` and `raw`).
             */
            facts: Record<string, never>;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "preview" | "committed" | "undone";
            /**
             * Format: int64
             * @description How many lines it has.
             */
            lines: number;
            /**
             * Format: int64
             * @description How many transactions it wrote.
             */
            posted: number;
            /**
             * Format: date-time
             * @description When it was read.
             */
            at: string;
            /** @description By whom. */
            actor: string;
            /**
             * Format: date-time
             * @description When it came into its state.
             */
            changed: string;
        };
        /** @description How many resources of a kind there are. */
        InventoryItem: {
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description The kind. */
            kind: string;
            /** @description The region. */
            region: string;
            /**
             * Format: int64
             * @description Resources.
             */
            resources: number;
            /**
             * Format: int64
             * @description Of them, those with parts that could not be seen.
             */
            hidden: number;
        };
        /** @description Resources by account, kind and region. */
        InventoryView: {
            /** @description By account, kind and region. */
            items: components["schemas"]["InventoryItem"][];
        };
        /** @description An invitation that waits. */
        InvitationView: {
            /**
             * Format: uuid
             * @description The id.
             */
            id: string;
            /** @description Whom it was sent to. */
            email: string;
            /** @description As what. */
            role: components["schemas"]["RoleName"];
            /**
             * Format: uuid
             * @description By whom.
             */
            invited_by: string;
            /**
             * Format: date-time
             * @description When.
             */
            created: string;
            /**
             * Format: date-time
             * @description Until when it is good.
             */
            expires: string;
        };
        /** @description Invitations. */
        InvitationsView: {
            /** @description The oldest first. */
            items: components["schemas"]["InvitationView"][];
        };
        /** @description Somebody to be invited. */
        InviteBody: {
            /** @description The e-mail address. */
            email: components["schemas"]["Text254"];
            /** @description As what. */
            role: components["schemas"]["RoleName"];
        };
        /** @description What an invitation is to. */
        InvitedView: {
            /** @description The name of the workspace. */
            workspace: string;
            /** @description Whom it was sent to. */
            email: string;
            /** @description As what. */
            role: components["schemas"]["RoleName"];
            /**
             * Format: date-time
             * @description Until when it is good.
             */
            expires: string;
        };
        /** @description A kind of resource. */
        KindView: {
            /** @description The id. */
            id: string;
            /** @description The service, by botocore's name. */
            service: string;
            /** @description Whether its resources belong to no region. */
            global: boolean;
        };
        /** @description Kinds. */
        KindsView: {
            /** @description By id. */
            items: components["schemas"]["KindView"][];
        };
        /** @description What a ledger account is to be. */
        LedgerAccountBody: {
            /**
             * Format: int64
             * @description The account that it is a part of.
             */
            parent?: number | null;
            /** @description Its own name. */
            name: string;
            /**
             * Format: date
             * @description The last day on which it takes postings; null leaves or opens it.
             */
            closed?: string | null;
            /** @description What people write beside it. */
            note?: string | null;
        };
        /** @description A ledger account. A category is one of income or expense. */
        LedgerAccountView: {
            /**
             * Format: int64
             * @description Its number.
             */
            no: number;
            /**
             * Format: int64
             * @description The account that it is a part of.
             */
            parent?: number | null;
            /** @description What it is. */
            kind: components["schemas"]["LedgerKind"];
            /** @description Its own name. */
            name: string;
            /** @description Its name with those of its parents, with colons between. */
            full_name: string;
            /**
             * @description The only currency that it takes; null takes all.
             * @example EUR
             */
            currency?: string | null;
            role?: components["schemas"]["LedgerRole"] | null;
            /**
             * Format: date
             * @description The last day on which it takes postings, if it was closed.
             */
            closed?: string | null;
            /** @description What people write beside it. */
            note: string;
            /**
             * @description What is on itself: the sum of its postings, positive where it grew by them as assets and expenses do. A currency that
             *     sums to zero is left out.
             */
            own: components["schemas"]["AmountView"][];
            /** @description What is on itself and its parts. */
            total: components["schemas"]["AmountView"][];
            /**
             * Format: int64
             * @description Grows with every change; the ETag says it too.
             */
            version: number;
        };
        /** @description Ledger accounts. */
        LedgerAccountsView: {
            /** @description In the order in which they were made. */
            items: components["schemas"]["LedgerAccountView"][];
        };
        /**
         * @description What a ledger account is.
         * @enum {string}
         */
        LedgerKind: "asset" | "liability" | "equity" | "income" | "expense";
        /**
         * @description What the program itself needs an account for.
         * @enum {string}
         */
        LedgerRole: "opening" | "exchange" | "unsorted-income" | "unsorted-expense";
        /** @description A line of an import. */
        LineRefView: {
            /**
             * Format: uuid
             * @description The import.
             */
            import: string;
            /**
             * Format: int64
             * @description The line within it.
             */
            line: number;
        };
        /** @description A cloud account to be linked. */
        LinkBody: {
            name?: components["schemas"]["Text100"] | null;
            /** @description How it is to be reached. */
            access: components["schemas"]["AccessBody"];
            /** @description What people set. */
            settings?: components["schemas"]["SettingsBody"];
        };
        /**
         * @description What becomes of mail.
         * @enum {string}
         */
        MailView: "sent" | "folder";
        /** @description Many accounts to be linked by a role of the same name in each. */
        ManyBody: {
            /** @description The name of the role, with its path if it has one. */
            role_name: components["schemas"]["Text512"];
            /** @description The external id that we made, or that of an account that is linked already. */
            external_id: components["schemas"]["Text1224"];
            /** @description The accounts. */
            accounts: components["schemas"]["OneBody"][];
        };
        /** @description What became of many accounts. */
        ManyView: {
            /** @description In the order of the request. */
            items: components["schemas"]["OneView"][];
        };
        /** @description Which postings were compared with what the bank says. */
        MarksBody: {
            /** @description The transactions. */
            transactions: number[];
            /**
             * Format: int64
             * @description The ledger account whose postings are meant.
             */
            account: number;
            /** @description From now on. */
            state: components["schemas"]["PostingState"];
        };
        /** @description Oneself. */
        MeView: {
            /**
             * Format: uuid
             * @description The id.
             */
            id: string;
            /** @description The e-mail address. */
            email: string;
            /** @description The name. */
            name: string;
            /** @description Whether there is a password. */
            has_password: boolean;
            /**
             * Format: date-time
             * @description When the address was verified.
             */
            verified?: string | null;
            /**
             * Format: date-time
             * @description Since when one-time codes are asked for.
             */
            totp_since?: string | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            created: string;
        };
        /** @description A member. */
        MemberView: {
            /**
             * Format: uuid
             * @description The person.
             */
            user: string;
            /** @description Their e-mail address. */
            email: string;
            /** @description Their name. */
            name: string;
            /** @description What they may do. */
            role: components["schemas"]["RoleName"];
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /** @description Whether one-time codes are asked of them. */
            totp: boolean;
        };
        /** @description Members. */
        MembersView: {
            /** @description Owners first. */
            items: components["schemas"]["MemberView"][];
        };
        /** @description A mute. */
        MuteBody: {
            /**
             * Format: date-time
             * @description When it ends by itself; after a year at the latest.
             */
            until: string;
            /** @description Why. */
            reason: components["schemas"]["Text500"];
        };
        /** @description Findings to be muted. */
        MuteManyBody: {
            /** @description Their ids. */
            findings: string[];
            /**
             * Format: date-time
             * @description When the mutes end by themselves; after a year at the latest.
             */
            until: string;
            /** @description Why. */
            reason: components["schemas"]["Text500"];
        };
        /** @description Who muted a finding, why, and until when. */
        MuteView: {
            /**
             * Format: date-time
             * @description It ends by itself.
             */
            until: string;
            /** @description Why. */
            reason: string;
            /** @description The id of who did it. */
            by: string;
        };
        /** @description What became of many findings. */
        MutedView: {
            /** @description Those that have changed, in the order of the request. */
            changed: components["schemas"]["FindingView"][];
            /** @description The ids of which there is no finding in the workspace (any more). */
            missing: string[];
        };
        /** @description A new name. */
        NameBody: {
            /** @description The name. */
            name: components["schemas"]["Text100"];
        };
        /** @description A ledger account that is to be. */
        NewLedgerAccountBody: {
            /**
             * Format: int64
             * @description The account that it becomes a part of, of the same kind.
             */
            parent?: number | null;
            /** @description What it is. */
            kind: components["schemas"]["LedgerKind"];
            /** @description Its own name, without a colon. */
            name: string;
            /**
             * @description The only currency that it takes.
             * @example EUR
             */
            currency?: string | null;
            /** @description What people write beside it. */
            note?: string | null;
        };
        /** @description An API token to be made. */
        NewTokenBody: {
            /** @description What to call it. */
            name: components["schemas"]["Text100"];
            /** @description What it may be used for: read, collect, findings, books, manage. */
            scopes: string[];
            /**
             * Format: uuid
             * @description The only workspace that it is to be good in; all of one's own if left out.
             */
            workspace?: string | null;
            /**
             * Format: date-time
             * @description When it ends; after 90 days if left out, after 366 at the latest.
             */
            expires?: string | null;
        };
        /** @description An API token that was made. The token itself is shown this once. */
        NewTokenView: components["schemas"]["TokenView"] & {
            /** @description To be sent as `Authorization: Bearer …`. */
            token: string;
        };
        /** @description A workspace to be made. */
        NewWorkspaceBody: {
            /** @description What to call it. */
            name: components["schemas"]["Text100"];
            /**
             * Format: int64
             * @description How long history is kept, in days.
             */
            retention_days?: number | null;
        };
        /** @description Where the stack with the role is to be made. */
        OfferBody: {
            /**
             * @description The region of the stack; us-east-1 if left out.
             * @example eu-west-1
             */
            region?: string | null;
        };
        /** @description What is needed to make the role. */
        OfferView: {
            /** @description What the role's trust must demand. */
            external_id: string;
            /** @description Whom the role must trust. */
            principal: string;
            /** @description The CloudFormation template of the role. */
            template: string;
            /** @description A link that opens CloudFormation with everything filled in; null where the template is in no bucket. */
            quick_create_url?: string | null;
            /**
             * Format: date-time
             * @description Until when the external id can be linked with.
             */
            expires: string;
        };
        /** @description One account among many. */
        OneBody: {
            /** @description AWS's id of it. */
            aws_account: string;
            name?: components["schemas"]["Text100"] | null;
        };
        /** @description What became of one account. */
        OneView: {
            /** @description AWS's id of it. */
            aws_account: string;
            account?: components["schemas"]["AccountView"] | null;
            problem?: components["schemas"]["Problem"] | null;
        };
        /** @description How books are to begin. */
        OpenBody: {
            /**
             * @description The currency of reports.
             * @example EUR
             */
            currency: string;
            /**
             * @description The ledger accounts; those of a business if left out.
             * @enum {string}
             */
            chart?: "empty" | "personal" | "business";
        };
        /** @description Open findings by severity. */
        OpenView: {
            /**
             * Format: int64
             * @description To be mended now.
             */
            critical: number;
            /**
             * Format: int64
             * @description To be mended this week.
             */
            high: number;
            /**
             * Format: int64
             * @description To be mended soon.
             */
            medium: number;
            /**
             * Format: int64
             * @description To be mended some day.
             */
            low: number;
            /**
             * Format: int64
             * @description Worth knowing.
             */
            info: number;
        };
        /** @description What was on an account before the first line of a file. */
        OpeningView: components["schemas"]["AmountView"] & {
            /**
             * Format: date
             * @description At the end of which day.
             */
            date: string;
            /** @description The file does not say it: it follows from the closing balance and the lines. */
            computed: boolean;
            /**
             * Format: int64
             * @description The transaction that it led to; null if it was not posted.
             */
            transaction?: number | null;
        };
        /** @description A member of an organization. */
        OrganizationMember: {
            /** @description AWS's id of it. */
            aws_account: string;
            /** @description Its name in the organization. */
            name: string;
            /** @description The address of its root user, where AWS tells it. */
            email?: string | null;
            /** @description How AWS says that it stands, such as ACTIVE. */
            state: string;
        };
        /** @description The members of an organization. */
        OrganizationView: {
            /** @description All of them. */
            items: components["schemas"]["OrganizationMember"][];
        };
        /**
         * @description What a check says of a resource.
         * @enum {string}
         */
        OutcomeName: "pass" | "fail" | "unknown";
        /** @description What became of a line. */
        OutcomeView: {
            /**
             * Format: int64
             * @description Which.
             */
            transaction: number;
            /** @enum {string} */
            kind: "transaction";
        } | {
            /** @enum {string} */
            kind: "waiting";
        } | {
            /** @enum {string} */
            kind: "set_aside";
        } | {
            /** @description The line that stands for it. */
            of: components["schemas"]["LineRefView"];
            /** @enum {string} */
            kind: "double";
        };
        /** @description What is new in a workspace. */
        OverviewView: {
            /** @description The cloud accounts by name. */
            accounts: components["schemas"]["AccountNewsView"][];
            /** @description What their newest generations could not see: listings first, and then what hides most resources. */
            unseen: components["schemas"]["UnseenView"][];
        };
        /** @description A page of a list. */
        Page_AuditView: {
            /** @description The items, in the order of the list. */
            items: {
                /**
                 * Format: int64
                 * @description Its place in the chain, from 1 and without gaps.
                 */
                seq: number;
                /**
                 * Format: date-time
                 * @description When.
                 */
                at: string;
                /** @description Who. */
                actor: string;
                /** @description What was done. */
                action: string;
                /** @description To what. */
                subject: string;
                /** @description From which address; empty for tasks. */
                address: string;
                /** @description The id of the request; empty for tasks. */
                request_id: string;
                /** @description More. */
                detail: Record<string, never>;
                /** @description SHA-256 over the hash before and this entry. */
                hash: string;
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_ChangeView: {
            /** @description The items, in the order of the list. */
            items: {
                /**
                 * Format: uuid
                 * @description The cloud account.
                 */
                account: string;
                /** @description Its kind. */
                kind: string;
                /** @description Its region. */
                region: string;
                /** @description AWS's id of it. */
                id: string;
                /** @description Its name; of one that is gone, the last. */
                name?: string | null;
                /** @description Its ARN. */
                arn?: string | null;
                /** @description What became of it. */
                what: components["schemas"]["ChangeName"];
                /**
                 * Format: int64
                 * @description The generation that brought it.
                 */
                generation: number;
                /**
                 * Format: date-time
                 * @description When that was published.
                 */
                at: string;
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_CheckResourceView: {
            /** @description The items, in the order of the list. */
            items: {
                /**
                 * Format: uuid
                 * @description The cloud account.
                 */
                account: string;
                /** @description The variant of the check, for a check that has some. */
                variant?: string | null;
                /** @description The kind of the resource. */
                kind: string;
                /** @description Its region. */
                region: string;
                /** @description AWS's id of it; the region or the account where a kind could not be listed. */
                resource: string;
                /** @description Its name. */
                name?: string | null;
                /** @description What the check says. */
                outcome: components["schemas"]["OutcomeName"];
                /**
                 * Format: uuid
                 * @description The finding; null where it passed.
                 */
                finding?: string | null;
                /** @description What the finding says; null where it passed. */
                message?: string | null;
                /** @description Why it cannot be told; null where it can. */
                unknown_because?: string | null;
                /** @description Whether the finding is muted. */
                muted: boolean;
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_FindingView: {
            /** @description The items, in the order of the list. */
            items: {
                /**
                 * Format: uuid
                 * @description The id.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description The cloud account.
                 */
                account: string;
                /** @description The check. */
                check: string;
                /** @description Its variant, for a check that has some. */
                variant?: string | null;
                /** @description What should be so. */
                title: string;
                /** @description The pillar of the check. */
                pillar?: string | null;
                /** @description The kind of the resource. */
                kind: string;
                /** @description Its region. */
                region: string;
                /** @description AWS's id of it. */
                resource: string;
                /** @description Its ARN. */
                arn?: string | null;
                /** @description Its name. */
                name?: string | null;
                /** @description How bad it is: critical, high, medium, low or info. */
                severity: string;
                /** @description Where it stands: open, resolved or unknown. */
                state: string;
                /** @description What is wrong. */
                message: string;
                /** @description Why the newest generation cannot say; null while it can. */
                unknown_because?: string | null;
                /**
                 * Format: int64
                 * @description What mending it would save by list price, in millionths of a US dollar a month. An estimate, never spend.
                 */
                saving_micro_usd_per_month?: number | null;
                /** @description Why it cannot be said what mending it would save. */
                saving_unknown?: string | null;
                /**
                 * Format: date-time
                 * @description When it was first seen.
                 */
                first_seen: string;
                /**
                 * Format: date-time
                 * @description When it was last seen failing.
                 */
                last_seen: string;
                /**
                 * Format: date-time
                 * @description When it was resolved.
                 */
                resolved?: string | null;
                mute?: components["schemas"]["MuteView"] | null;
                /**
                 * Format: int64
                 * @description Grows with every change; the ETag says it too.
                 */
                version: number;
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_GroupItem: {
            /** @description The items, in the order of the list. */
            items: {
                /** @description What names the group. It stays the same for as long as there is the group. */
                key: string;
                /** @description What to call it: the title of the check, or the name of the resource or account. */
                title: string;
                /** @description The check, in groups by check. */
                check?: string | null;
                /** @description The kind of the resource, in groups by resource. */
                kind?: string | null;
                /** @description Its region. */
                region?: string | null;
                /** @description AWS's id of it. */
                resource?: string | null;
                /**
                 * Format: uuid
                 * @description The cloud account, in groups by resource or account.
                 */
                account?: string | null;
                /** @description The name of the resource or account, where it has one. */
                name?: string | null;
                /** @description How bad the worst of its findings is. */
                severity: string;
                /** @description The pillar of the check, in groups by check. */
                pillar?: string | null;
                /**
                 * Format: int64
                 * @description How many findings of the filter are in it.
                 */
                count: number;
                /**
                 * Format: int64
                 * @description Of them, those that are muted.
                 */
                muted: number;
                /**
                 * Format: int64
                 * @description Of them, those of which the newest generation can say nothing.
                 */
                unknown: number;
                /**
                 * Format: int64
                 * @description What mending them would save by list price, where known, in millionths of a US dollar a month. An estimate, never spend.
                 */
                saving_micro_usd_per_month: number;
                /** @description How many there are of each severity; all that are counted in `count`. */
                by_severity: components["schemas"]["BySeverity"];
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_ImportView: {
            /** @description The items, in the order of the list. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /**
                 * Format: int64
                 * @description The ledger account that it is for.
                 */
                account: number;
                /** @description The name of the file. */
                name: string;
                /** @description The SHA-256 of its bytes. */
                sha256: string;
                /** @description Its format: `ofx`, `qif`, `camt`, `mt940` or `csv`. */
                format: string;
                /**
                 * @description What the file says beside its lines: `account`, `bank`, `encoding`, `dates`, `mapping`, `problems` and `notes` (each with
                 *     `line` and `message`), and `left_out` (each with `line`, `why` and `raw`).
                 */
                facts: Record<string, never>;
                /**
                 * @description Where it stands.
                 * @enum {string}
                 */
                state: "preview" | "committed" | "undone";
                /**
                 * Format: int64
                 * @description How many lines it has.
                 */
                lines: number;
                /**
                 * Format: int64
                 * @description How many transactions it wrote.
                 */
                posted: number;
                /**
                 * Format: date-time
                 * @description When it was read.
                 */
                at: string;
                /** @description By whom. */
                actor: string;
                /**
                 * Format: date-time
                 * @description When it came into its state.
                 */
                changed: string;
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_ReceiptView: {
            /** @description The items, in the order of the list. */
            items: {
                /**
                 * Format: uuid
                 * @description Its id.
                 */
                id: string;
                /** @description The name of the file. */
                name: string;
                /** @description What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heic`. */
                media_type: string;
                /**
                 * Format: int64
                 * @description How many bytes it has.
                 */
                bytes: number;
                /** @description The SHA-256 of its bytes. */
                sha256: string;
                /**
                 * Format: date-time
                 * @description When it came.
                 */
                at: string;
                /** @description From whom. */
                actor: string;
                /**
                 * @description Where it stands.
                 * @enum {string}
                 */
                state: "waiting" | "reading" | "read" | "unreadable" | "not_read";
                /** @description Why it is not read, or waits longer, in a sentence. */
                why?: string | null;
                reading?: components["schemas"]["ReceiptReadingView"] | null;
                judgement?: components["schemas"]["ReceiptJudgementView"] | null;
                suggested?: components["schemas"]["ReceiptSuggestedView"] | null;
                transaction?: components["schemas"]["ReceiptTransactionView"] | null;
                /**
                 * Format: int64
                 * @description Grows with every change. A change can be bound to it: `If-Match: "v3"`.
                 */
                version: number;
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_ResourceItem: {
            /** @description The items, in the order of the list. */
            items: {
                /**
                 * Format: uuid
                 * @description The cloud account.
                 */
                account: string;
                /** @description Its kind. */
                kind: string;
                /** @description Its region. */
                region: string;
                /** @description AWS's id of it. */
                id: string;
                /** @description Its name. */
                name?: string | null;
                /** @description Its ARN. */
                arn?: string | null;
                /**
                 * Format: int64
                 * @description How many of its parts could not be seen.
                 */
                hidden: number;
                /**
                 * Format: date-time
                 * @description Since when it is as it is.
                 */
                since: string;
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_RunView: {
            /** @description The items, in the order of the list. */
            items: {
                /**
                 * Format: uuid
                 * @description The id.
                 */
                id: string;
                /**
                 * Format: uuid
                 * @description The cloud account.
                 */
                account: string;
                /** @description How it stands. */
                state: components["schemas"]["RunStateName"];
                /** @description Whether a person asked for it. */
                wanted: boolean;
                /** @description The node that does or did it. */
                node: string;
                /**
                 * Format: int64
                 * @description The generation that it made.
                 */
                generation?: number | null;
                /**
                 * Format: date-time
                 * @description When it began.
                 */
                started: string;
                /**
                 * Format: date-time
                 * @description When it ended.
                 */
                ended?: string | null;
                /**
                 * Format: int64
                 * @description Listings of its plan.
                 */
                listings: number;
                /**
                 * Format: int64
                 * @description Of them, those that have ended.
                 */
                listed: number;
                /**
                 * Format: int64
                 * @description Resources seen.
                 */
                documents: number;
                /** @description Caller, regions, price of the calls, notes; or why it failed. */
                summary: Record<string, never>;
                /** @description What could not be seen, and why: listings, and calls about single resources. */
                unseen: Record<string, never>;
            }[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A page of a list. */
        Page_TransactionView: {
            /** @description The items, in the order of the list. */
            items: (components["schemas"]["ContentView"] & {
                /**
                 * Format: int64
                 * @description Its number.
                 */
                no: number;
                /**
                 * Format: int64
                 * @description Its newest entry: who changes it says by If-Match which they saw. The ETag says it too.
                 */
                version: number;
                /** @description Whether it was deleted; what it says is what counted last. */
                deleted: boolean;
                /**
                 * Format: date-time
                 * @description When what it says was written.
                 */
                recorded: string;
                /** @description By whom. */
                actor: string;
                /** @description What is on the account up to and with this transaction, where the register of one account was asked for. */
                balance?: components["schemas"]["AmountView"][] | null;
            })[];
            /** @description The cursor of the next page. Null on the last. */
            next?: string | null;
        };
        /** @description A new password. */
        PasswordBody: {
            /**
             * Format: password
             * @description The current one; left out by whoever has none.
             */
            current?: string | null;
            /**
             * Format: password
             * @description The new one.
             */
            new: string;
        };
        /** @description Which actions of the policy a cloud account's credentials have. */
        PermissionsView: {
            /** @description Refused. */
            missing: components["schemas"]["DeniedView"][];
            /** @description Granted for some resources and refused for others. */
            partly: components["schemas"]["DeniedView"][];
            /** @description Granted. */
            allowed: string[];
            /** @description Not known. */
            untried: components["schemas"]["UntriedView"][];
        };
        /** @description A pillar, its score, and what its checks say in numbers of resources. */
        PillarView: {
            /** @description The pillar. */
            pillar: string;
            /** @description Its name. */
            title: string;
            /**
             * Format: int64
             * @description Percent, if everything that is unknown fails; null where no check that weighs says anything.
             */
            score_least?: number | null;
            /**
             * Format: int64
             * @description Percent, if everything that is unknown passes; null likewise.
             */
            score_most?: number | null;
            /**
             * Format: int64
             * @description Those that passed.
             */
            pass: number;
            /**
             * Format: int64
             * @description Those that fail, muted ones included.
             */
            fail: number;
            /**
             * Format: int64
             * @description Those of which it cannot be told.
             */
            unknown: number;
            /**
             * Format: int64
             * @description Those of which a check has nothing to say.
             */
            not_applicable: number;
            /**
             * Format: int64
             * @description What the checks that are in the score weigh together.
             */
            weight: number;
            /** @description Its checks that say something, by id. */
            checks: components["schemas"]["CheckStandingView"][];
        };
        /** @description A transaction and the receipt out of which it was posted. */
        PostedReceiptView: {
            /** @description The transaction. */
            transaction: components["schemas"]["TransactionView"];
            /** @description The receipt, which belongs to it. */
            receipt: components["schemas"]["ReceiptView"];
        };
        /** @description An amount on a ledger account. */
        PostingBody: {
            /**
             * Format: int64
             * @description The ledger account.
             */
            account: number;
            /**
             * @description How much it grows by, as an exact decimal: positive where an asset or an expense grows.
             * @example -12.50
             */
            amount: string;
            /**
             * @description The currency.
             * @example EUR
             */
            currency: string;
            /** @description What is written beside it. */
            memo?: string;
        };
        /**
         * @description How far a posting was compared with what the bank says.
         * @enum {string}
         */
        PostingState: "uncleared" | "cleared" | "reconciled";
        /** @description An amount on a ledger account. */
        PostingView: components["schemas"]["AmountView"] & {
            /**
             * Format: int64
             * @description The ledger account.
             */
            account: number;
            /** @description What people write beside it. */
            memo: string;
            /** @description How far it was compared with what the bank says; null where it does not count. */
            state?: ("uncleared" | "cleared" | "reconciled") | null;
        };
        /** @description What all checks say. */
        PostureView: {
            /** @description The checks that say something, by id. */
            items: components["schemas"]["CheckStandingView"][];
            /** @description The cloud accounts that they were counted over. */
            accounts: components["schemas"]["CountedView"];
        };
        /** @description What went wrong, in the form of RFC 9457. */
        Problem: {
            /**
             * @description A name of the code in the form of a URI.
             * @example urn:skytally:problem:not-found
             */
            type: string;
            /** @description What the code means. */
            title: string;
            /**
             * Format: int32
             * @description The status of the answer.
             */
            status: number;
            /** @description The code, for programs. */
            code: components["schemas"]["Code"];
            /** @description What went wrong this time, for people. */
            detail: string;
            /** @description The fields that are wrong, when it is about fields. */
            errors: components["schemas"]["FieldFault"][];
            /**
             * Format: int64
             * @description When to try again, in seconds from now.
             */
            retry_after_s?: number | null;
            /** @description The id of the request, which finds it in the log. */
            request_id?: string | null;
        };
        /** @description The current password, as a proof. */
        ProofBody: {
            /**
             * Format: password
             * @description The current password; left out by whoever has none.
             */
            password?: string | null;
        };
        /** @description What rules say of a line. */
        ProposalView: {
            /**
             * Format: int64
             * @description The category.
             */
            category?: number | null;
            /** @description How the payee is to be written. */
            payee?: string | null;
            /** @description Tags. */
            tags: string[];
            /** @description What is to be noted. */
            note?: string | null;
            /** @description The names of the rules that say so, in their order. */
            rules: string[];
        };
        /** @description Where else people may sign in. */
        ProvidersView: {
            /** @description The identity providers by name. */
            providers: string[];
        };
        /** @description A kind that a check reads. */
        ReadsView: {
            /** @description The kind. */
            kind: string;
            /** @description The parts of it. */
            parts: string[];
        };
        /** @description What a new transaction would be: nothing of it is in the books. */
        ReceiptDraftView: components["schemas"]["AmountView"] & {
            /**
             * Format: date
             * @description The day; null where none was read.
             */
            date?: string | null;
            /** @description Who was paid, without what companies and banks add. */
            payee: string;
            /**
             * Format: int64
             * @description The ledger account that paid, as far as the past says.
             */
            account?: number | null;
            /**
             * Format: int64
             * @description The category, as rules or the past say.
             */
            category?: number | null;
            /** @description Whether the category is certain: a rule says so, or the past is sure. */
            sure: boolean;
            /** @description Why this category, in a sentence. */
            because?: string | null;
            /** @description Tags, as rules say. */
            tags: string[];
            /** @description What rules say is to be noted; else the number of the receipt. */
            note: string;
        };
        /** @description Something that was read, with how it stood there. */
        ReceiptFieldView: {
            /**
             * @description What it means: a day as 2026-11-27, an amount or a rate as an exact decimal, a currency by its code, or a text.
             * @example 119.00
             */
            value: string;
            /**
             * @description The text as it was seen.
             * @example Total EUR 119,00
             */
            text: string;
            /**
             * Format: int32
             * @description How sure the reader is, from 0 to 100: evidence, not a probability.
             */
            confidence: number;
            /**
             * Format: int32
             * @description The page, from 1, if it is known.
             */
            page?: number | null;
            /**
             * Format: int32
             * @description The line of `text` of the reading, from 1, if it is known.
             */
            line?: number | null;
        };
        /** @description A line of what was bought. */
        ReceiptItemView: {
            /** @description What it is. */
            description: string;
            /** @description How many, an exact decimal, where it is told. */
            quantity?: string | null;
            /** @description The price of the line. */
            amount: components["schemas"]["ReceiptFieldView"];
        };
        /** @description Whether the figures of a receipt prove its total. */
        ReceiptJudgementView: {
            /** @description Whether they do; if not, the total is shown in amber. */
            proved: boolean;
            /**
             * @description What proves it.
             * @enum {string}
             */
            proof: "net_and_tax" | "tax_table" | "items" | "nothing";
            /**
             * @description The figures, in a sentence.
             * @example 100.00 net + 19.00 tax = 119.00
             */
            why: string;
        };
        /** @description A transaction that may be that of a receipt. */
        ReceiptMatchView: components["schemas"]["AmountView"] & {
            /**
             * Format: int64
             * @description Which.
             */
            transaction: number;
            /**
             * Format: date
             * @description Its day.
             */
            date: string;
            /** @description Its payee. */
            payee: string;
            /**
             * @description How sure it is; never `none`.
             * @enum {string}
             */
            certainty: "none" | "likely" | "certain";
            /**
             * Format: int32
             * @description How alike the payees are: 0 to 1000.
             */
            similarity_per_mille: number;
            /**
             * Format: int32
             * @description So many days later than the receipt; null where the receipt's day is not known.
             */
            days_later?: number | null;
            /** @description Why, in a sentence. */
            why: string;
        };
        /** @description A receipt as its transaction names it. */
        ReceiptOfView: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description The name of the file. */
            name: string;
            /** @description What it is. */
            media_type: string;
            /**
             * Format: int64
             * @description How many bytes it has.
             */
            bytes: number;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "waiting" | "reading" | "read" | "unreadable" | "not_read";
        };
        /** @description What a receipt says, as far as it could be read: an offer, never a fact. */
        ReceiptReadingView: {
            payee?: components["schemas"]["ReceiptFieldView"] | null;
            number?: components["schemas"]["ReceiptFieldView"] | null;
            date?: components["schemas"]["ReceiptFieldView"] | null;
            currency?: components["schemas"]["ReceiptFieldView"] | null;
            total?: components["schemas"]["ReceiptFieldView"] | null;
            subtotal?: components["schemas"]["ReceiptFieldView"] | null;
            /** @description Taxes, each rate once. */
            taxes: components["schemas"]["ReceiptTaxView"][];
            tip?: components["schemas"]["ReceiptFieldView"] | null;
            discount?: components["schemas"]["ReceiptFieldView"] | null;
            /** @description What was bought, line by line. */
            items: components["schemas"]["ReceiptItemView"][];
            /** @description The plain text; empty in lists. */
            text: string;
            /** @description What was assumed, or not looked at, in sentences. */
            notes: string[];
            /**
             * @description Where the text came from.
             * @enum {string}
             */
            source: "pdf_text" | "picture" | "pdf_pictures" | "service";
            /**
             * Format: int32
             * @description Pages that were looked at.
             */
            pages: number;
            /**
             * Format: int32
             * @description Pages of the file.
             */
            pages_in_file: number;
            /** @description The issuer whose layout was known, by its short name such as `aws`. */
            template?: string | null;
            /** @description Who read it, such as `skytally`. */
            reader: string;
            /** @description In which version. */
            reader_version: string;
        };
        /** @description What may be done with a receipt. People decide; nothing is done by itself. */
        ReceiptSuggestedView: {
            /**
             * @description How sure the best match is.
             * @enum {string}
             */
            certainty: "none" | "likely" | "certain";
            /** @description Transactions without a receipt that may be its own, the likeliest first. */
            matches: components["schemas"]["ReceiptMatchView"][];
            draft?: components["schemas"]["ReceiptDraftView"] | null;
        };
        /** @description A tax of one rate. */
        ReceiptTaxView: {
            /**
             * @description In per cent, an exact decimal, where it is told.
             * @example 19
             */
            rate?: string | null;
            net?: components["schemas"]["ReceiptFieldView"] | null;
            /** @description The tax. */
            amount: components["schemas"]["ReceiptFieldView"];
        };
        /** @description The transaction of a receipt. */
        ReceiptTransactionView: {
            /**
             * Format: int64
             * @description Which.
             */
            no: number;
            /**
             * @description Whether it was deleted. Then the receipt is free: it can be given to another transaction, or posted. If the deletion is
             *     undone before that, it belongs to it again.
             */
            deleted: boolean;
        };
        /** @description A receipt. */
        ReceiptView: {
            /**
             * Format: uuid
             * @description Its id.
             */
            id: string;
            /** @description The name of the file. */
            name: string;
            /** @description What it is, as its bytes say: `application/pdf`, `image/jpeg`, `image/png`, `image/webp` or `image/heic`. */
            media_type: string;
            /**
             * Format: int64
             * @description How many bytes it has.
             */
            bytes: number;
            /** @description The SHA-256 of its bytes. */
            sha256: string;
            /**
             * Format: date-time
             * @description When it came.
             */
            at: string;
            /** @description From whom. */
            actor: string;
            /**
             * @description Where it stands.
             * @enum {string}
             */
            state: "waiting" | "reading" | "read" | "unreadable" | "not_read";
            /** @description Why it is not read, or waits longer, in a sentence. */
            why?: string | null;
            reading?: components["schemas"]["ReceiptReadingView"] | null;
            judgement?: components["schemas"]["ReceiptJudgementView"] | null;
            suggested?: components["schemas"]["ReceiptSuggestedView"] | null;
            transaction?: components["schemas"]["ReceiptTransactionView"] | null;
            /**
             * Format: int64
             * @description Grows with every change. A change can be bound to it: `If-Match: "v3"`.
             */
            version: number;
        };
        /** @description Recovery codes. They are shown this once. */
        RecoveryView: {
            /** @description Each is good once, in place of a one-time code. */
            recovery_codes: string[];
        };
        /** @description The regions of a cloud account. */
        RegionsView: {
            /** @description Those that it has switched on. */
            regions: string[];
            /** @description Why they are only a guess, if they are. */
            guessed_because?: string | null;
        };
        /** @description A resource that has to do with another. */
        RelatedItem: {
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description Its kind. */
            kind: string;
            /** @description Its region. */
            region: string;
            /** @description AWS's id of it. */
            id: string;
            /** @description Its name. */
            name?: string | null;
            /**
             * @description The path of the first member that says so, such as `data.SecurityGroups[0].GroupId`, in the document of the one that
             *     refers.
             */
            by: string;
        };
        /** @description What a resource has to do with others. */
        RelationsView: {
            /** @description Resources whose ARN or id its document holds; 200 at most. */
            refers_to: components["schemas"]["RelatedItem"][];
            /** @description Resources whose documents hold its ARN or id; 200 at most. */
            referred_by: components["schemas"]["RelatedItem"][];
            /** @description There are more, or there may be: the search ended early. */
            truncated: boolean;
        };
        /** @description Another way to reach a cloud account. */
        RelinkBody: {
            /** @description How it is to be reached. */
            access: components["schemas"]["AccessBody"];
        };
        /** @description A new password, with the token of a mail. */
        ResetBody: {
            /** @description The token. */
            token: string;
            /**
             * Format: password
             * @description The new password.
             */
            password: string;
        };
        /** @description A resource in a list. */
        ResourceItem: {
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description Its kind. */
            kind: string;
            /** @description Its region. */
            region: string;
            /** @description AWS's id of it. */
            id: string;
            /** @description Its name. */
            name?: string | null;
            /** @description Its ARN. */
            arn?: string | null;
            /**
             * Format: int64
             * @description How many of its parts could not be seen.
             */
            hidden: number;
            /**
             * Format: date-time
             * @description Since when it is as it is.
             */
            since: string;
        };
        /** @description A resource and what it was before. */
        ResourceView: {
            /** @description Whether it is there, as far as the newest generation knows. */
            present: boolean;
            /** @description Its states, the newest first. */
            states: components["schemas"]["StateView"][];
        };
        /** @description Resources that a generation changed. */
        ResourcesNewsView: {
            /**
             * Format: int64
             * @description They were not there before; all of them in a first generation.
             */
            added: number;
            /**
             * Format: int64
             * @description They are otherwise than before.
             */
            changed: number;
            /**
             * Format: int64
             * @description They are not there any more.
             */
            gone: number;
        };
        /** @description Something that a member can do. */
        RightView: {
            /** @description What, in words. */
            action: string;
            /** @description The roles that may. */
            roles: string[];
            /** @description What an API token must be made for; null where only a person may. */
            token_scope?: string | null;
        };
        /** @description Who may do what. */
        RightsView: {
            /** @description All actions. */
            items: components["schemas"]["RightView"][];
        };
        /** @description A new role. */
        RoleBody: {
            /** @description What the member may do. */
            role: components["schemas"]["RoleName"];
        };
        /**
         * @description A role, as the API writes it.
         * @enum {string}
         */
        RoleName: "owner" | "admin" | "analyst" | "viewer";
        /** @description What a rule would have done. */
        RuleTriedView: {
            /**
             * Format: date
             * @description From this day on transactions were looked at,
             */
            from: string;
            /** @description so many. */
            of: number;
            /** @description It holds for so many, */
            held: number;
            /** @description and would change so many. */
            would_change: number;
            /** @description Whether older ones of that time were left out, because there are more than are looked at. */
            cut: boolean;
            /** @description The newest that it would change, 50 at most. */
            changes: components["schemas"]["RuleWouldView"][];
        };
        /** @description The rule of a check for one kind. Its members are expressions in CEL, as they stand in the check's file. */
        RuleView: {
            /** @description The kind. */
            kind: string;
            /** @description Whether the check has anything to say of a resource; null for always. */
            when?: string | null;
            /** @description Whether all is well. */
            pass: string;
            /** @description What is wrong. */
            message: string;
            /** @description How bad a failure is; null where it is as the check says. */
            severity?: string | null;
            /** @description Millionths of a dollar a month that mending saves; null where it saves nothing. */
            saving?: string | null;
        };
        /** @description A transaction that a rule would change. */
        RuleWouldView: components["schemas"]["AmountView"] & {
            /**
             * Format: int64
             * @description Which.
             */
            transaction: number;
            /**
             * Format: int64
             * @description Its newest entry.
             */
            version: number;
            /**
             * Format: date
             * @description Its day.
             */
            date: string;
            /** @description Its payee. */
            payee: string;
            /**
             * Format: int64
             * @description The other side now; null where it is split.
             */
            category?: number | null;
        };
        /**
         * @description How a run stands.
         * @enum {string}
         */
        RunStateName: "running" | "complete" | "partial" | "failed" | "abandoned";
        /** @description A collection run. */
        RunView: {
            /**
             * Format: uuid
             * @description The id.
             */
            id: string;
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description How it stands. */
            state: components["schemas"]["RunStateName"];
            /** @description Whether a person asked for it. */
            wanted: boolean;
            /** @description The node that does or did it. */
            node: string;
            /**
             * Format: int64
             * @description The generation that it made.
             */
            generation?: number | null;
            /**
             * Format: date-time
             * @description When it began.
             */
            started: string;
            /**
             * Format: date-time
             * @description When it ended.
             */
            ended?: string | null;
            /**
             * Format: int64
             * @description Listings of its plan.
             */
            listings: number;
            /**
             * Format: int64
             * @description Of them, those that have ended.
             */
            listed: number;
            /**
             * Format: int64
             * @description Resources seen.
             */
            documents: number;
            /** @description Caller, regions, price of the calls, notes; or why it failed. */
            summary: Record<string, never>;
            /** @description What could not be seen, and why: listings, and calls about single resources. */
            unseen: Record<string, never>;
        };
        /** @description What a schedule comes to. */
        ScheduleTriedView: {
            /** @description When, for people. */
            words: string;
            /** @description The next times. */
            next: components["schemas"]["TimeView"][];
            /** @description How many times there are up to today: they would be posted at once. */
            past: number;
            first?: components["schemas"]["TimeView"] | null;
        };
        /** @description A session. */
        SessionView: {
            /**
             * Format: uuid
             * @description The id, which signs nobody in.
             */
            id: string;
            /** @description Whether it is the one of this request. */
            current: boolean;
            /**
             * Format: date-time
             * @description Since when.
             */
            created: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            seen: string;
            /**
             * Format: date-time
             * @description When it ends at the latest.
             */
            expires: string;
            /** @description From which address it was begun. */
            address: string;
            /** @description With which browser. */
            agent: string;
        };
        /** @description Sessions. */
        SessionsView: {
            /** @description The newest first. */
            items: components["schemas"]["SessionView"][];
        };
        /** @description What people set for a cloud account. What is left out stays, or is as usual. */
        SettingsBody: {
            /**
             * Format: int64
             * @description Minutes from one run to the next.
             */
            every_minutes?: number | null;
            /** @description The regions; empty for all that the account has on. */
            regions?: string[] | null;
            /** @description The services; empty for all of the catalogue. */
            services?: string[] | null;
            /** @description Variables of checks that this account overrides: check to variable to value. */
            thresholds?: Record<string, never> | null;
        };
        /** @description Somebody who signs in. */
        SignInBody: {
            /** @description The e-mail address. */
            email: components["schemas"]["Text254"];
            /**
             * Format: password
             * @description The password.
             */
            password: string;
            /** @description A one-time code or a recovery code, where one is asked for. */
            code?: string | null;
        };
        /** @description Somebody who wants to sign up. */
        SignUpBody: {
            /** @description The e-mail address; a mail asks to verify it. */
            email: components["schemas"]["Text254"];
            /** @description What to be called. */
            name: components["schemas"]["Text100"];
            /**
             * Format: password
             * @description At least 12 characters, and not easy to guess.
             */
            password: string;
            /** @description The token of an invitation, which also verifies the address that it was sent to. */
            invitation?: string | null;
        };
        /**
         * @description Who may sign up.
         * @enum {string}
         */
        SignUpView: "open" | "invited";
        /** @description A session that has begun. */
        SignedInView: {
            /** @description Who. */
            me: components["schemas"]["MeView"];
            /**
             * Format: date-time
             * @description When the session ends at the latest.
             */
            expires: string;
        };
        /**
         * @description Where a check comes from.
         * @enum {string}
         */
        SourceView: "built-in" | "own";
        /** @description One state of a resource. */
        StateView: {
            /**
             * Format: int64
             * @description The first generation that it held in.
             */
            from_generation: number;
            /**
             * Format: int64
             * @description The first that it no longer held in; null while it holds.
             */
            to_generation?: number | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            since: string;
            /**
             * Format: date-time
             * @description Until when; null while it holds.
             */
            until?: string | null;
            /** @description All of it: the members that AWS gave, and the parts of further calls, each with its state. */
            document: Record<string, never>;
        };
        /** @description What a bank says was on an account at the end of a day, beside what the books say. */
        StatementCheckView: {
            /**
             * Format: int64
             * @description The ledger account.
             */
            account: number;
            /**
             * Format: uuid
             * @description The import that brought the statement.
             */
            import: string;
            /** @description The name of its file. */
            name: string;
            /**
             * Format: date
             * @description The day at whose end both hold.
             */
            on: string;
            /** @description Whether both are equal. */
            agrees: boolean;
            /** @description What the bank says. */
            bank: components["schemas"]["AmountView"];
            /** @description What the books say. */
            books: components["schemas"]["AmountView"];
            /**
             * Format: int64
             * @description Where they differ: lines of the account up to that day that nobody has decided about.
             */
            waiting: number;
            /** @description What those lines sum to. */
            waiting_sum: components["schemas"]["AmountView"];
        };
        /** @description What the past suggests. */
        SuggestionView: {
            /**
             * Format: int64
             * @description The category.
             */
            category: number;
            /**
             * Format: int32
             * @description How sure it is: 0 to 1000.
             */
            confidence_per_mille: number;
            /** @description Whether it is taken where nobody says otherwise. */
            sure: boolean;
            /** @description The reason, for people. */
            because: string;
        };
        /**
         * @description One line of at most 100 characters.
         * @example Production
         */
        Text100: string;
        /**
         * @description One line of at most 1224 characters.
         * @example Production
         */
        Text1224: string;
        /**
         * @description One line of at most 128 characters.
         * @example Production
         */
        Text128: string;
        /**
         * @description One line of at most 254 characters.
         * @example Production
         */
        Text254: string;
        /**
         * @description One line of at most 500 characters.
         * @example Production
         */
        Text500: string;
        /**
         * @description One line of at most 512 characters.
         * @example Production
         */
        Text512: string;
        /** @description One time of a schedule. */
        TimeView: {
            /**
             * Format: date
             * @description The day on which it is posted.
             */
            date: string;
            /**
             * Format: date
             * @description The day that the rule gives.
             */
            due: string;
        };
        /** @description The token of a mail's link. */
        TokenBody: {
            /** @description The token. */
            token: string;
        };
        /** @description An API token, without the token itself. */
        TokenView: {
            /**
             * Format: uuid
             * @description The id, which signs nobody in.
             */
            id: string;
            /** @description What its owner calls it. */
            name: string;
            /** @description What it may be used for: read, collect, findings, books, manage. */
            scopes: string[];
            /**
             * Format: uuid
             * @description The only workspace that it is good in.
             */
            workspace?: string | null;
            /**
             * Format: date-time
             * @description Since when.
             */
            created: string;
            /**
             * Format: date-time
             * @description When it ends.
             */
            expires: string;
            /**
             * Format: date-time
             * @description When it was last used, to the minute.
             */
            used?: string | null;
        };
        /** @description API tokens. */
        TokensView: {
            /** @description The newest first. */
            items: components["schemas"]["TokenView"][];
        };
        /** @description A second factor that is being set up. It is shown this once. */
        TotpView: {
            /** @description For authenticator apps. */
            uri: string;
            /** @description For those who type. */
            secret: string;
            /** @description The address as a picture to scan, in SVG. */
            picture_svg: string;
        };
        /** @description What a transaction says. */
        TransactionBody: {
            /**
             * Format: date
             * @description The day in the books.
             */
            date: string;
            /** @description Who got or gave the money. */
            payee?: string;
            /** @description What is written beside it. */
            note?: string;
            /** @description Tags. */
            tags?: string[];
            /**
             * Format: int64
             * @description The transaction that this one corrects, where that lies in a closed period and cannot be changed itself. It is said when it
             *     is posted, and stays.
             */
            corrects?: number | null;
            exchange?: components["schemas"]["ExchangeBody"] | null;
            /** @description At least two, which sum to zero in each currency. */
            postings: components["schemas"]["PostingBody"][];
        };
        /** @description What a transaction came from. */
        TransactionSource: {
            /** @description The import. */
            import: string;
            /**
             * Format: int64
             * @description The line within it.
             */
            line: number;
            /**
             * Format: int64
             * @description The ledger account that it was imported for.
             */
            account: number;
            /** @enum {string} */
            kind: "import";
        } | {
            /** @description Which. */
            recurring: string;
            /**
             * Format: date
             * @description The day on which it was due.
             */
            due: string;
            /** @enum {string} */
            kind: "recurring";
        } | {
            /** @description Which. */
            receipt: string;
            /** @enum {string} */
            kind: "receipt";
        } | {
            /**
             * Format: int64
             * @description Which.
             */
            of: number;
            /** @enum {string} */
            kind: "adjustment";
        };
        /** @description A transaction. */
        TransactionView: components["schemas"]["ContentView"] & {
            /**
             * Format: int64
             * @description Its number.
             */
            no: number;
            /**
             * Format: int64
             * @description Its newest entry: who changes it says by If-Match which they saw. The ETag says it too.
             */
            version: number;
            /** @description Whether it was deleted; what it says is what counted last. */
            deleted: boolean;
            /**
             * Format: date-time
             * @description When what it says was written.
             */
            recorded: string;
            /** @description By whom. */
            actor: string;
            /** @description What is on the account up to and with this transaction, where the register of one account was asked for. */
            balance?: components["schemas"]["AmountView"][] | null;
        };
        /** @description The findings that were open at the end of a day in UTC, muted ones included. */
        TrendDayView: {
            /**
             * Format: date
             * @description The day.
             */
            day: string;
            /**
             * Format: int64
             * @description Critical ones.
             */
            critical: number;
            /**
             * Format: int64
             * @description High ones.
             */
            high: number;
            /**
             * Format: int64
             * @description Medium ones.
             */
            medium: number;
            /**
             * Format: int64
             * @description Low ones.
             */
            low: number;
            /**
             * Format: int64
             * @description Those that are only worth knowing.
             */
            info: number;
        };
        /** @description How open findings went. */
        TrendView: {
            /** @description Day by day; the last one is now. Days of which nothing is known are not among them. */
            items: components["schemas"]["TrendDayView"][];
            /**
             * Format: date-time
             * @description Since when it is known; null before the first generation.
             */
            since?: string | null;
        };
        /** @description A rule to be tried. */
        TryRuleBody: {
            /** @description As `body` of a definition of this kind. */
            body: Record<string, never>;
        };
        /** @description A schedule to be tried. */
        TryScheduleBody: {
            /**
             * @description The rule of RFC 5545.
             * @example FREQ=MONTHLY;BYMONTHDAY=-1
             */
            rule: string;
            /**
             * Format: date
             * @description The earliest day.
             */
            start: string;
            /**
             * @description What becomes of a day on a weekend: `leave`, `before` or `after`.
             * @enum {string}
             */
            weekend?: "leave" | "before" | "after";
        };
        /** @description What lies on an account on which nothing should be left, such as those of what is in no category yet. */
        UnclearedView: {
            /**
             * Format: int64
             * @description The ledger account.
             */
            account: number;
            /** @description How much. */
            balance: components["schemas"]["AmountView"];
            /**
             * Format: date
             * @description The first day that was posted to it after the last month at whose end nothing was left.
             */
            since: string;
        };
        /** @description Findings whose mutes are to end. */
        UnmuteManyBody: {
            /** @description Their ids. */
            findings: string[];
        };
        /** @description Something that a newest generation could not see. */
        UnseenView: {
            /**
             * Format: uuid
             * @description The cloud account.
             */
            account: string;
            /** @description Whether a whole listing could not be seen, rather than parts of single resources. */
            listing: boolean;
            /** @description The call that hid it, such as `s3:GetBucketPolicy`; null where the run did not come to it. */
            call?: string | null;
            /** @description The kind. */
            kind?: string | null;
            /** @description The region. */
            region: string;
            /** @description The class of the failure, such as `denied`, `throttled` or `not-collected`. */
            class: string;
            /** @description The IAM action that would have allowed the call. */
            permission?: string | null;
            /** @description AWS's error code. */
            code?: string | null;
            /** @description What happened, in words. */
            message?: string | null;
            /**
             * Format: int64
             * @description Resources of which something was not seen; null for a listing, where nobody knows how many there are.
             */
            resources?: number | null;
        };
        /** @description An action of which nothing is known. */
        UntriedView: {
            /** @description The IAM action. */
            action: string;
            /** @description Why. */
            because: string;
        };
        /** @description One of the things that a check asks the same of. */
        VariantView: {
            /** @description The name. */
            name: string;
            /** @description What should be so. */
            title: string;
            /** @description Variables over those of the check. */
            variables: Record<string, never>;
        };
        /** @description What a line is. */
        VerdictView: {
            /** @enum {string} */
            kind: "new";
        } | {
            /** @description The line that stands for it. */
            of: components["schemas"]["LineRefView"];
            /** @description Whether the bank's id says so; if not, day, amount and text do, by their number. */
            certain: boolean;
            /** @enum {string} */
            kind: "double";
        } | {
            /**
             * Format: int64
             * @description Which.
             */
            transaction: number;
            /**
             * Format: int32
             * @description How alike payee and text are: 0 to 1000.
             */
            similarity_per_mille: number;
            /**
             * Format: int32
             * @description By how many days the bank was later; negative is earlier.
             */
            days_later: number;
            /** @enum {string} */
            kind: "matches";
        } | {
            /**
             * @description Why.
             * @enum {string}
             */
            doubt: "changed" | "other_id" | "other_text" | "other_payee";
            /** @description The likeliest first. */
            candidates: components["schemas"]["CandidateView"][];
            /** @enum {string} */
            kind: "unsure";
        };
        /** @description The six pillars of the Well-Architected Framework. */
        WellArchitectedView: {
            /** @description In the order of the framework. */
            pillars: components["schemas"]["PillarView"][];
            /** @description How a score is made, in one sentence. */
            formula: string;
            /** @description The cloud accounts that they were counted over. */
            accounts: components["schemas"]["CountedView"];
        };
        /** @description A workspace: one client. */
        WorkspaceView: {
            /**
             * Format: uuid
             * @description The id.
             */
            id: string;
            /** @description What people call it. */
            name: string;
            /**
             * Format: int64
             * @description How long history is kept, in days.
             */
            retention_days: number;
            /**
             * @description Variables of checks for all cloud accounts, unless an account sets its own: check to variable to value. A change holds
             *     from the next run of each account.
             */
            thresholds: Record<string, never>;
            /**
             * Format: date-time
             * @description Since when.
             */
            created: string;
            /** @description What one may do in it: owner, admin, analyst or viewer. */
            role: string;
            /**
             * Format: int64
             * @description Grows with every change; the ETag says it too.
             */
            version: number;
        };
        /** @description What a write of many did. */
        WrittenView: {
            /** @description The transactions, in the order of the request. */
            transactions: number[];
            /**
             * Format: int64
             * @description How many entries were added to the journal.
             */
            entries: number;
            /** @description Whether the same write had been done before: this is its answer. */
            repeated: boolean;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    about: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What anybody may know of the service */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AboutView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checks by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChecksView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the check */
                check: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The check */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CheckDetailsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fleet: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workspaces by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FleetView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    frameworks: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The frameworks by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworksView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accept_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenBody"];
            };
        };
        responses: {
            /** @description One is a member now */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    look_at_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenBody"];
            };
        };
        responses: {
            /** @description What it is to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitedView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    kinds: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The kinds by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["KindsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Oneself */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofBody"];
            };
        };
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rename_me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NameBody"];
            };
        };
        responses: {
            /** @description Oneself */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MeView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    bind_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the identity provider */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where to go; the cookie is set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BeginView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordBody"];
            };
        };
        responses: {
            /** @description Changed */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    renew_recovery_codes: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofBody"];
            };
        };
        responses: {
            /** @description New codes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    my_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The sessions, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SessionsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_other_sessions: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description They have ended */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["EndedView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    end_session: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The session */
                session: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It has ended */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    my_tokens: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The tokens, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokensView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_token: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeated with the same key, the call is done once */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewTokenBody"];
            };
        };
        responses: {
            /** @description Made */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NewTokenView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The id of the token */
                token: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Revoked */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    start_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofBody"];
            };
        };
        responses: {
            /** @description A new secret, not yet asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TotpView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stop_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProofBody"];
            };
        };
        responses: {
            /** @description Off */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_totp: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CodeBody"];
            };
        };
        responses: {
            /** @description On */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RecoveryView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    providers: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Where else people may sign in */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProvidersView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finish_provider: {
        parameters: {
            query?: {
                /** @description What the sign-in was begun with. */
                state?: string;
                /** @description The code. */
                code?: string;
                /** @description The issuer. */
                iss?: string;
                /** @description Why there is no code. */
                error?: string;
            };
            header?: never;
            path: {
                /** @description The name of the identity provider */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed in, and the cookie is set; or not, and the address says why */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    begin_provider: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The name of the identity provider */
                provider: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description To the identity provider */
            303: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    forgot_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailBody"];
            };
        };
        responses: {
            /** @description If the address is known, a mail is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ResetBody"];
            };
        };
        responses: {
            /** @description The password is set */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Every action with the roles that may */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RightsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignInBody"];
            };
        };
        responses: {
            /** @description Signed in; the cookie is set */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SignedInView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Signed out; the cookie is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sign_up: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SignUpBody"];
            };
        };
        responses: {
            /** @description A mail is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_email: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TokenBody"];
            };
        };
        responses: {
            /** @description The address is verified */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resend_verification: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["EmailBody"];
            };
        };
        responses: {
            /** @description If the address waits for it, a mail is on its way */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_workspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeated with the same key, the call is done once */
                "idempotency-key"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewWorkspaceBody"];
            };
        };
        responses: {
            /** @description Made; one owns it */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    workspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The workspace */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_workspace: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DeleteWorkspaceBody"];
            };
        };
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_workspace: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag that was read: a change in between is refused */
                "if-match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeWorkspaceBody"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WorkspaceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accounts: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cloud accounts by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    link_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeated with the same key, the call is done once */
                "idempotency-key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LinkBody"];
            };
        };
        responses: {
            /** @description Linked */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    link_many: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ManyBody"];
            };
        };
        responses: {
            /** @description What became of each */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ManyView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cloud account */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlink_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description `"v"` and the version that was read: a change in between is refused */
                "if-match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangeAccountBody"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    collect_now: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A run is asked for */
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AskedView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    organization: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The management account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrganizationView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    pause_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Paused */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    account_regions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The regions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RegionsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    relink_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RelinkBody"];
            };
        };
        responses: {
            /** @description Linked again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resume_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resumed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    runs: {
        parameters: {
            query?: {
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The runs, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_RunView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    test_permissions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The cloud account */
                account: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PermissionsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    audit: {
        parameters: {
            query?: {
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The entries, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_AuditView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    verify_audit: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ChainView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    book: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The books, or that there are none yet */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    open_book: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OpenBody"];
            };
        };
        responses: {
            /** @description They are open */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ledger_accounts: {
        parameters: {
            query?: {
                /** @description The balances at the end of this day; with all that is in the books if left out. */
                on?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerAccountsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    new_ledger_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewLedgerAccountBody"];
            };
        };
        responses: {
            /** @description It is there */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerAccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_ledger_account: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is changed */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Its number */
                ledger_account: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["LedgerAccountBody"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LedgerAccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_transactions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ChangesBody"];
            };
        };
        responses: {
            /** @description They are written */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_books: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What was found */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BooksReportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    close_books: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CloseBody"];
            };
        };
        responses: {
            /** @description The books */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["BookView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    closings: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ClosingsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    definitions: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Of which kind */
                kind: "rates" | "rules" | "recurring" | "budgets";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description All of them */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    new_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Of which kind */
                kind: "rates" | "rules" | "recurring" | "budgets";
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionBody"];
            };
        };
        responses: {
            /** @description It is there */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_definition: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version that is changed */
                "If-Match"?: string | null;
                /** @description `*`: it is not there, and comes back */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Of which kind */
                kind: "rates" | "rules" | "recurring" | "budgets";
                /** @description Its id */
                definition: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["DefinitionBody"];
            };
        };
        responses: {
            /** @description Changed, or there again */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["DefinitionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_definition: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Of which kind */
                kind: "rates" | "rules" | "recurring" | "budgets";
                /** @description Its id */
                definition: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ledger_export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description In which form */
                format: "hledger" | "beancount" | "csv" | "json";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/plain; charset=utf-8": string;
                    "text/csv; charset=utf-8": string;
                    "application/json": Record<string, never>;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    imports: {
        parameters: {
            query?: {
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of imports */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_import: {
        parameters: {
            query: {
                /** @description The ledger account that it is for. */
                account: number;
                /** @description The name of the file. */
                name: string;
                /** @description The order of day, month and year in dates that do not say it themselves. */
                dates?: "dmy" | "mdy" | "ymd";
                /** @description Which statement of the file, from 0, where it has those of several accounts. */
                statement?: number;
                /**
                 * @description What the columns of a CSV file mean: `mapping` of a preview, changed, as JSON. If left out, what this account's last CSV
                 *     file was read with is tried, and then what its head and content suggest.
                 */
                mapping?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        /** @description The file, 32 MiB at most */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description What it says, and what each line is */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPreviewView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The import */
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The import, and while it is looked at what each line is */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPreviewView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    discard_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The import */
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    answer_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The import */
                import: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AnswersBody"];
            };
        };
        responses: {
            /** @description They are answered */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    commit_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The import */
                import: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["CommitBody"];
            };
        };
        responses: {
            /** @description It is in the books */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The import */
                import: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is taken back */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mark_transactions: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MarksBody"];
            };
        };
        responses: {
            /** @description They are marked */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WrittenView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rebuild_books: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It was made anew */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receipts: {
        parameters: {
            query?: {
                /** @description Those in this state. */
                state?: "waiting" | "reading" | "read" | "unreadable" | "not_read";
                /** @description Those that belong to a transaction that counts (`true`), or those that are free (`false`). */
                attached?: boolean;
                /** @description Those of this transaction. */
                transaction?: number;
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of receipts */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ReceiptView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    keep_receipt: {
        parameters: {
            query: {
                /** @description The name of the file, without its folder. */
                name: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        /** @description The file, 10 MiB at most unless the installation says otherwise */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            /** @description The same file was there already */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptView"];
                };
            };
            /** @description It is kept, and waits to be read */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The receipt */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_receipt: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the receipt that is deleted */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The receipt */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description It is gone */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    attach_receipt: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the receipt that is changed */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The receipt */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AttachBody"];
            };
        };
        responses: {
            /** @description The receipt */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    detach_receipt: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the receipt that is changed */
                "If-Match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The receipt */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt, with what may be done with it */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receipt_file: {
        parameters: {
            query?: {
                /** @description Whether it is to be saved, instead of shown. */
                download?: boolean;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The receipt */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The bytes */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/pdf": string;
                    "image/jpeg": string;
                    "image/png": string;
                    "image/webp": string;
                    "image/heic": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    receipt_page: {
        parameters: {
            query?: never;
            header?: {
                /** @description The ETag of the picture that is there already */
                "If-None-Match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The receipt */
                receipt: string;
                /** @description The page, from 1 */
                page: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The picture */
            200: {
                headers: {
                    /** @description How many pages the file has; a picture has one */
                    "x-pages"?: number;
                    [name: string]: unknown;
                };
                content: {
                    "image/png": string;
                    "image/jpeg": string;
                };
            };
            /** @description The picture is the one that is there already */
            304: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_receipt: {
        parameters: {
            query?: never;
            header?: {
                /** @description The version of the receipt that was looked at */
                "If-Match"?: string | null;
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The receipt */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransactionBody"];
            };
        };
        responses: {
            /** @description It is in the books */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostedReceiptView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    read_receipt: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The receipt */
                receipt: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The receipt, which waits to be read */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReceiptView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ledger_report: {
        parameters: {
            query: {
                /** @description The first day; a balance sheet has none. */
                from?: string;
                /** @description The last day. */
                to: string;
                /**
                 * @description The currency that stands beside each sum; that of the book if left out.
                 * @example EUR
                 */
                currency?: string;
                /** @description Whether accounts without a sum are listed. */
                zero_rows?: boolean;
                /** @description In which form. */
                format?: "json" | "csv" | "html";
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Which report */
                report: "balance-sheet" | "income" | "cash-flow" | "net-worth" | "payees";
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The report */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": Record<string, never>;
                    "text/csv; charset=utf-8": string;
                    "text/html; charset=utf-8": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ledger_register: {
        parameters: {
            query?: {
                /** @description Those with a posting on these ledger accounts, with commas between. */
                account?: string;
                /** @description Whether the parts of those accounts count as well; they do if left out. */
                parts?: boolean;
                /** @description Those in which each of these words begins a word of payee, note, tag or memo. */
                q?: string;
                /** @description From this day on. */
                from?: string;
                /** @description Up to this day. */
                to?: string;
                /** @description Those that were deleted, instead of those that count. */
                deleted?: boolean;
                /** @description Those with a posting in this state, on the accounts that are asked for if there are any. */
                state?: "uncleared" | "cleared" | "reconciled";
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of transactions */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_TransactionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_transaction: {
        parameters: {
            query?: never;
            header?: {
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransactionBody"];
            };
        };
        responses: {
            /** @description It is in the books */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    ledger_transaction: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Its number */
                transaction: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transaction */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["HistoryView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    edit_transaction: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that is changed */
                "If-Match": string;
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Its number */
                transaction: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TransactionBody"];
            };
        };
        responses: {
            /** @description The transaction */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_transaction: {
        parameters: {
            query?: never;
            header: {
                /** @description The version that is deleted */
                "If-Match": string;
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Its number */
                transaction: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transaction, deleted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    undo_transaction: {
        parameters: {
            query?: never;
            header: {
                /** @description The version whose change is taken back */
                "If-Match": string;
                /** @description Made up for this one write */
                "Idempotency-Key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description Its number */
                transaction: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The transaction */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TransactionView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TryRuleBody"];
            };
        };
        responses: {
            /** @description What it would have done */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleTriedView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    try_schedule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TryScheduleBody"];
            };
        };
        responses: {
            /** @description What it comes to */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ScheduleTriedView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resource_changes: {
        parameters: {
            query?: {
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description Of these cloud accounts, with commas between. */
                account?: string;
                /** @description That this generation of the one cloud account brought; all that are kept if left out. */
                generation?: number;
                /** @description Only what became of them like this. */
                what?: "added" | "changed" | "gone";
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes, the newest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ChangeView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_resources: {
        parameters: {
            query: {
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description The check. */
                check: string;
                /** @description What it says of them; those that fail if left out. */
                outcome?: "pass" | "fail" | "unknown";
                /** @description Of these cloud accounts, with commas between. */
                account?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resources by cloud account, variant, kind, region and id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_CheckResourceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    compliance: {
        parameters: {
            query?: {
                /** @description Only these cloud accounts, with commas between. */
                account?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The frameworks by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ComplianceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    framework_compliance: {
        parameters: {
            query?: {
                /** @description Only these cloud accounts, with commas between. */
                account?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The id of the framework */
                framework: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The framework, control by control */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FrameworkComplianceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    events: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The changes as they come */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    export: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Everything, one JSON object a line */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/x-ndjson": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding_counts: {
        parameters: {
            query?: {
                /** @description In these states, with commas between: open, resolved, unknown. Open and unknown if left out. */
                state?: string;
                /** @description As bad as these, with commas between: critical, high, medium, low, info. */
                severity?: string;
                /** @description Of these cloud accounts, with commas between. */
                account?: string;
                /** @description Of these checks, with commas between. */
                check?: string;
                /** @description Of checks of this pillar, such as `security`. */
                pillar?: string;
                /** @description Of the checks of this framework, such as `cis-aws-3.0`. */
                framework?: string;
                /** @description About these kinds, with commas between. */
                kind?: string;
                /** @description In these regions, with commas between. */
                region?: string;
                /** @description About the resource with exactly this id. */
                resource?: string;
                /** @description Whose resource, name or message has this text in it, whatever the case. */
                q?: string;
                /** @description Only muted ones, or only those that are not. */
                muted?: boolean;
                /** @description Only those of which the newest generation can say nothing, or only others. */
                unknown?: boolean;
                /** @description What they are ordered by. */
                sort?: "severity" | "first_seen" | "last_seen" | "saving";
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The findings by check, severity and state */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CountsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding_groups: {
        parameters: {
            query: {
                /** @description What they are put together by. */
                by: "check" | "resource" | "account";
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description In these states, with commas between: open, resolved, unknown. Open and unknown if left out. */
                state?: string;
                /** @description As bad as these, with commas between: critical, high, medium, low, info. */
                severity?: string;
                /** @description Of these cloud accounts, with commas between. */
                account?: string;
                /** @description Of these checks, with commas between. */
                check?: string;
                /** @description Of checks of this pillar, such as `security`. */
                pillar?: string;
                /** @description Of the checks of this framework, such as `cis-aws-3.0`. */
                framework?: string;
                /** @description About these kinds, with commas between. */
                kind?: string;
                /** @description In these regions, with commas between. */
                region?: string;
                /** @description About the resource with exactly this id. */
                resource?: string;
                /** @description Whose resource, name or message has this text in it, whatever the case. */
                q?: string;
                /** @description Only muted ones, or only those that are not. */
                muted?: boolean;
                /** @description Only those of which the newest generation can say nothing, or only others. */
                unknown?: boolean;
                /** @description What they are ordered by. */
                sort?: "severity" | "first_seen" | "last_seen" | "saving";
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The groups */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_GroupItem"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findings: {
        parameters: {
            query?: {
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description In these states, with commas between: open, resolved, unknown. Open and unknown if left out. */
                state?: string;
                /** @description As bad as these, with commas between: critical, high, medium, low, info. */
                severity?: string;
                /** @description Of these cloud accounts, with commas between. */
                account?: string;
                /** @description Of these checks, with commas between. */
                check?: string;
                /** @description Of checks of this pillar, such as `security`. */
                pillar?: string;
                /** @description Of the checks of this framework, such as `cis-aws-3.0`. */
                framework?: string;
                /** @description About these kinds, with commas between. */
                kind?: string;
                /** @description In these regions, with commas between. */
                region?: string;
                /** @description About the resource with exactly this id. */
                resource?: string;
                /** @description Whose resource, name or message has this text in it, whatever the case. */
                q?: string;
                /** @description Only muted ones, or only those that are not. */
                muted?: boolean;
                /** @description Only those of which the newest generation can say nothing, or only others. */
                unknown?: boolean;
                /** @description What they are ordered by. */
                sort?: "severity" | "first_seen" | "last_seen" | "saving";
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The findings in the order that was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_FindingView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    findings_csv: {
        parameters: {
            query?: {
                /** @description In these states, with commas between: open, resolved, unknown. Open and unknown if left out. */
                state?: string;
                /** @description As bad as these, with commas between: critical, high, medium, low, info. */
                severity?: string;
                /** @description Of these cloud accounts, with commas between. */
                account?: string;
                /** @description Of these checks, with commas between. */
                check?: string;
                /** @description Of checks of this pillar, such as `security`. */
                pillar?: string;
                /** @description Of the checks of this framework, such as `cis-aws-3.0`. */
                framework?: string;
                /** @description About these kinds, with commas between. */
                kind?: string;
                /** @description In these regions, with commas between. */
                region?: string;
                /** @description About the resource with exactly this id. */
                resource?: string;
                /** @description Whose resource, name or message has this text in it, whatever the case. */
                q?: string;
                /** @description Only muted ones, or only those that are not. */
                muted?: boolean;
                /** @description Only those of which the newest generation can say nothing, or only others. */
                unknown?: boolean;
                /** @description What they are ordered by. */
                sort?: "severity" | "first_seen" | "last_seen" | "saving";
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The findings, one a row */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv; charset=utf-8": string;
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mute_many: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MuteManyBody"];
            };
        };
        responses: {
            /** @description Muted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MutedView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unmute_many: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["UnmuteManyBody"];
            };
        };
        responses: {
            /** @description Not muted any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MutedView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    finding: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The finding */
                finding: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The finding */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingDetail"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    mute: {
        parameters: {
            query?: never;
            header?: {
                /** @description `"v"` and the version that was read: a change in between is refused */
                "if-match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The finding */
                finding: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["MuteBody"];
            };
        };
        responses: {
            /** @description Muted */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unmute: {
        parameters: {
            query?: never;
            header?: {
                /** @description `"v"` and the version that was read: a change in between is refused */
                "if-match"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The finding */
                finding: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Not muted any more */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["FindingView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    inventory: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Resources by account, kind and region */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InventoryView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invitations: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The invitations, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    invite: {
        parameters: {
            query?: never;
            header?: {
                /** @description Repeated with the same key, the call is done once */
                "idempotency-key"?: string | null;
            };
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteBody"];
            };
        };
        responses: {
            /** @description A mail is on its way */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["InvitationView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_invitation: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The invitation */
                invitation: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Taken back */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    offer_link: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["OfferBody"];
            };
        };
        responses: {
            /** @description What is needed to make the role */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OfferView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    members: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The members, owners first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MembersView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    remove_member: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The member */
                user: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description No member any more */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_role: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The member */
                user: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RoleBody"];
            };
        };
        responses: {
            /** @description Changed */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MemberView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    overview: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The cloud accounts by name */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OverviewView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    posture: {
        parameters: {
            query?: {
                /** @description Only these cloud accounts, with commas between. */
                account?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The checks by id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PostureView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    relations: {
        parameters: {
            query: {
                /** @description The cloud account. */
                account: string;
                /** @description Its kind. */
                kind: string;
                /** @description Its region; `global` for what belongs to none. */
                region: string;
                /** @description AWS's id of it. */
                id: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The relations, by kind, region and id */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RelationsView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resource: {
        parameters: {
            query: {
                /** @description The cloud account. */
                account: string;
                /** @description Its kind. */
                kind: string;
                /** @description Its region; `global` for what belongs to none. */
                region: string;
                /** @description AWS's id of it. */
                id: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resource, the newest state first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ResourceView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    resources: {
        parameters: {
            query?: {
                /** @description How many items the page has at most. */
                limit?: number;
                /** @description Where the page begins: `next` of the page before. */
                cursor?: string;
                /** @description Of these cloud accounts, with commas between. */
                account?: string;
                /** @description Of these kinds, with commas between, such as `aws.ec2.volume`. */
                kind?: string;
                /** @description In these regions, with commas between. */
                region?: string;
                /** @description Whose id, name or ARN has this text in it, whatever the case. */
                q?: string;
                /** @description Look for `q` in the whole documents as well, as JSON. This reads all of them: narrow it by kind or account where you can. */
                deep?: boolean;
                /** @description Only those of which some part could not be seen. */
                hidden?: boolean;
                /** @description What they are ordered by. */
                sort?: "kind" | "name" | "since";
                /** @description Which way. */
                order?: "asc" | "desc";
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The resources in the order that was asked for */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Page_ResourceItem"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    run: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
                /** @description The run */
                run: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The run */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RunView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    fill_with_sample: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description Filled */
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    trend: {
        parameters: {
            query?: {
                /** @description Days, the present one included. */
                days?: number;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The days, the oldest first */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TrendView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    well_architected: {
        parameters: {
            query?: {
                /** @description Only these cloud accounts, with commas between. */
                account?: string;
            };
            header?: never;
            path: {
                /** @description The workspace */
                workspace: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The six pillars */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["WellArchitectedView"];
                };
            };
            /** @description What went wrong. */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
