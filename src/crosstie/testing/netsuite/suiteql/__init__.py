"""SuiteQL: the documented part of the language over the account's records (fact sheet 4)."""
