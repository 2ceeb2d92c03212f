"""What stands between our own people and customers where a rule alone does not decide: a second person does."""
