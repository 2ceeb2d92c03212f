/* Policies come in as a JSON list; for each the findings of csp_evaluator go out: [severity, directive, description]. */
const { CspEvaluator } = require("../vendor/csp_evaluator/evaluator.js");
const { CspParser } = require("../vendor/csp_evaluator/parser.js");

const policies = JSON.parse(require("node:fs").readFileSync(0, "utf-8"));
const findings = (policy) => new CspEvaluator(new CspParser(policy).csp).evaluate();
const told = ({ severity, directive, description }) => [severity, directive, description];
process.stdout.write(JSON.stringify(policies.map((policy) => findings(policy).map(told))));
