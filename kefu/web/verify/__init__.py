"""The page that says whether something is ours. What of codes and badges: `kefu.ui.verdicts_of_codes`."""
