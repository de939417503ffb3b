"""Says what beancount makes of files: errors, accounts, balances and transactions, as JSON, one line a file."""

import json
import sys

from beancount import loader
from beancount.core import data, inventory
from beancount.ops import validation

for file in sys.argv[1:]:
    # These are what bean-check adds.
    entries, errors, _ = loader.load_file(file, extra_validations=validation.HARDCORE_VALIDATIONS)
    numbers = {}
    balances = {}
    transactions = []
    for entry in entries:
        if isinstance(entry, data.Open):
            numbers[entry.account] = int(entry.meta["no"])
        if isinstance(entry, data.Transaction):
            transactions.append([int(entry.meta["no"]), entry.date.isoformat(), entry.payee or "", entry.narration])
            for posting in entry.postings:
                balances.setdefault(posting.account, inventory.Inventory()).add_position(posting)
    said = {
        "errors": [error.message for error in errors],
        "numbers": numbers,
        "balances": [
            [numbers.get(account), position.units.currency, str(position.units.number)]
            for account, balance in balances.items()
            for position in balance
        ],
        "transactions": transactions,
    }
    print(json.dumps(said))
