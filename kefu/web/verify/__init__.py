"""The page that says whether something is ours. Who else can answer is named in `kefu.ui.verdicts.ANSWERERS`."""
