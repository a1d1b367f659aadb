//! Mistakes in a lesson's file, and what is said about them.

/// What is under `[[step]]`, and the one mistake that is told, or its beginning. A question's
/// name after an @ is its table with what every question needs, three lines of it.
pub(super) const MISTAKES: &[(&str, &str)] = &[
    ("txt = \"x\"\ntext = \"y\"\n", "line 6: unknown key 'txt'; did you mean 'text'?"),
    ("text = 3\n", "line 6: text must be a text in quotes that is not empty"),
    (
        "keys = \"e\"\n",
        "line 5: the step says nothing and asks nothing; give it text or a question",
    ),
    ("text = \"x\"\nkeys = \"m\"\n", "line 7: keys: key 1, 'm': M needs γ, so e comes first"),
    (
        "text = \"x\"\nkeys = \"eme e\"\n",
        "line 7: keys: key 4, 'e': γ is inferred already, so m comes next",
    ),
    (
        "text = \"x\"\nkeys = \"x\"\n",
        "line 7: keys: key 1, 'x': there are e, m, n (next), p (back), c (converge) and r (back to θ₀)",
    ),
    (
        "text = \"x\"\nkeys = \"p\"\n",
        "line 7: keys: key 1, 'p': the run starts here, there is nothing before it",
    ),
    ("text = \"x\"\ntheta = { means = [1, 2] }\n", "line 7: [step.theta] needs variances"),
    (
        "text = \"x\"\ntheta = { means = [1, 2], variances = [1, 0] }\n",
        "line 7: θ₀: σ_2² must be above 0 and finite, not 0",
    ),
    (
        "text = \"x\"\ntheta = { means = [1, 2], sds = [1, -1] }\n",
        "line 7: θ₀: σ_2² must be above 0 and finite, not -1",
    ),
    ("text = \"x\"\ntheta = { components = 0 }\n", "line 7: K must be 1 to 64 components, not 0"),
    (
        "text = \"x\"\ntheta = { components = 6, start = \"kmeans++\", seed = 1 }\n",
        "line 7: k-means++ needs 6 distinct values for K = 6, but the data have 5; take a smaller K",
    ),
    (
        "text = \"x\"\ntheta = { components = 2, start = \"kmeans++\" }\n",
        "line 7: [step.theta] needs seed",
    ),
    (
        "text = \"x\"\ntheta = { means = [1, 2], variances = [1, 4], equal_variances = true }\n",
        "line 7: equal variances need a θ₀ with one σ², but σ_1² = 1 and σ_2² = 4",
    ),
    (
        "text = \"x\"\n[step.theta]\nmeans = [1, 2]\nvariances = [1, 4]\nfix_means = [3]\n",
        "line 10: there is no component 3 whose μ could be fixed: θ₀ has 2 components",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\nfix_weights = [0]\n",
        "line 9: fix_weights: components are numbered from 1 to 64",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\nfix_means = \"all\"\n",
        "line 9: fix_means must be true for all components, or a list of them, as in [1, 3]",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\nvariance_floor = -1\n",
        "line 9: the variance floor must be above 0 and finite, not -1",
    ),
    (
        "text = \"x\"\n[step.theta]\nmeans = [1, 2]\nvariances = [1, 4]\nvariance_floor = 2\n",
        "line 10: σ_1² = 1 of θ₀ is below the variance floor 2: raise it, or lower the floor",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\nmap_variance = 2\n",
        "line 9: map_variance must be a list of numbers, as in [6, 7.5]",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\nmap_variance = [2]\n",
        "line 9: map_variance must be SHAPE and SCALE, as in [2, 0.5]",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\nmap_weights = 0.5\n",
        "line 9: ALPHA of the prior on π must be 1 to 1e9, not 0.5",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\ntemperature = [2, 1]\n",
        "line 9: RATE of the temperature must be above 0 and below 1, not 1",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\nhard = true\ntemperature = [2, 0.5]\n",
        "line 9: hard and temperature; hard EM has no temperature, give one of them",
    ),
    (
        "text = \"x\"\n[step.theta]\ncomponents = 2\nhard = 1\n",
        "line 9: hard must be true or false",
    ),
    (
        "text = \"x\"\n[step.data]\npoints = [1, nan]\ncomponents = 2\n",
        "line 8: points must be a list of numbers, as in [6, 7.5]",
    ),
    (
        "text = \"x\"\n[step.data]\npoints = [1, 1e141]\ncomponents = 2\n",
        "line 8: points: observation 1 is 1e141: beyond ±1e140 its square overflows; rescale the data",
    ),
    (
        "text = \"x\"\n[step.data]\nexample = \"titanic\"\n",
        "line 8: titanic: no such example; there are homework, old-faithful, galaxies, iris, penguins and pearson-crabs",
    ),
    (
        "text = \"x\"\n[step.data]\nexample = \"iris\"\n",
        "line 7: these data have no θ₀ of their own; give means and variances, or components",
    ),
    ("@numberwhat = \"lll\"\n", "line 9: what: unknown quantity 'lll'"),
    ("@numberwhat = \"ll -\"\n", "line 9: what: a number is missing at the end"),
    (
        "@numberwhat = \"ll@2\"\n",
        "line 9: what: @2 must name this step or one before it, from @1 to @1",
    ),
    (
        "@numberwhat = \"ll\"\ntolerance = 1\n",
        "line 10: tolerance goes with answer or a calculation, not with what",
    ),
    ("text = \"\"\"\na {ll}\nb {lll} c\"\"\"\n", "line 8: text, {lll}: unknown quantity 'lll'"),
    (
        "text = \"a {key:bond}\"\n",
        "line 6: text, {key:bond}: 'bond' is not a key; choose from e-step",
    ),
    ("text = \"a {gamma[0,1]}\"\n", "line 6: text, {gamma[0,1]}: there is no gamma[0,1] here"),
    ("text = \"x\"\nname = \"t3\"\n", "line 7: name must be letters, digits and _"),
    (
        "text = \"x\"\nname = \"a\"\n[[step]]\nname = \"a\"\ntext = \"y\"\n",
        "line 9: step 1 has this name already",
    ),
    (
        "@choiceoption = [{ text = \"{key:bound}\", right = true }, { text = \"b\", hint = \"h\" }]\n",
        "line 9: text names a key, which only text, question and explain can",
    ),
    (
        "text = \"{key:e-step}\"\n@formulasymbols = [\"pi_k\"]\ntruth = \"pi_k\"\n",
        "line 5: the step names a key and asks for a formula",
    ),
    (
        "text = \"x\"\ncompare = [1, 2]\n",
        "line 7: compare takes this step and those before it, from 1 to 1",
    ),
    ("text = \"x\"\ncompare = [1]\n", "line 7: compare must be two steps, as in [1, 4]"),
    ("text = \"x\"\ncompare = 3\n", "line 7: compare must be a list of whole numbers"),
    ("text = \"x\"\ncompare = [1, 1]\n", "line 7: compare: step 1 twice; name two steps"),
    (
        "text = \"x\"\n[[step]]\ntext = \"y\"\ncompare = [\n1,\n3]\n",
        "line 11: compare takes this step and those before it, from 1 to 2",
    ),
    (
        "text = \"x\"\n[[step]]\ntext = \"y\"\nkeys = \"e\"\ncompare = [1, 2]\n",
        "line 10: compare: steps 1 and 2 end at the same θ of the same run",
    ),
    (
        "text = \"x\"\n[[step]]\ntext = \"y\"\ncompare = [1, 2]\n\
         data = { example = \"old-faithful\", components = 2 }\n",
        "line 9: compare: steps 1 and 2 have different data, so their ℓ cannot be compared",
    ),
    (
        "text = \"x\"\n[[step]]\ntext = \"y\"\nkeys = \"em\"\nshow = \"density\"\n\
         compare = [1, 2]\n",
        "line 11: show and compare: both are in the place of the density chart",
    ),
    (
        "@formulasymbols = [\"pi_k\"]\ntruth = \"pi_k\"\ncomponents = 2\nvary = [\"K\"]\n",
        "line 12: K varies, and components says how many; give one of them",
    ),
    (
        "@formulasymbols = [\"pi_k\"]\ntruth = \"pi_k\"\nvary = [\"k\"]\n",
        "line 11: vary: 'k' is not a number that can vary; choose from K, n",
    ),
    (
        "@numberwhat = \"gamma[0,1]\"\n",
        "line 9: what: there is no gamma[0,1] here; is after missing?",
    ),
    ("@numberwhat = \"mu[3]\"\nafter = \"e\"\n", "line 9: what: there is no mu[3] here"),
    ("@numberwhat = \"mu[1]\"\nafter = \"mm\"\n", "line 10: after: key 1, 'm'"),
    ("@number\n", "line 6: [step.number] needs either what or answer"),
    (
        "@numberwhat = \"ll\"\ncover = [\"x\"]\n",
        "line 10: cover: 'x' is not something that can be covered; choose from gamma, N, theta, ll, bound, density",
    ),
    ("@numberwhat = \"ll\"\ncover = 3\n", "line 10: cover must be false, or a list of what else"),
    (
        "@numberwhat = \"ll\"\nhide = [\"gamma\"]\n",
        "line 10: unknown key 'hide'; it is called cover now",
    ),
    (
        "text = \"x\"\nshow = \"bond\"\n",
        "line 7: show: 'bond' is not a chart; choose from density, posterior, both, shares, bound, surface, staircase",
    ),
    (
        "text = \"x\"\nfocus = \"pi\"\n",
        "line 7: focus: 'pi' is not a panel; choose from density, theta, ll, gamma",
    ),
    ("text = \"x\"\ncover = [\"ll\",\n\"mu\"]\n", "line 8: cover: 'mu' is not something"),
    (
        "@choiceoption = [{ text = \"a\", right = true }, { text = \"b\", hint = \"h\" }]\nthen = \"m\"\n",
        "line 10: then: key 1, 'm': M needs γ",
    ),
    (
        "@numberwhat = \"ll\"\n[[step.number.wrong]]\nanswer = -24.5125\nhint = \"h\"\n",
        "line 11: this wrong answer is right, to the digits given",
    ),
    (
        "@numberwhat = \"ll\"\n[[step.number.wrong]]\nanswer = -24.4\n",
        "line 10: [[step.number.wrong]] needs hint",
    ),
    ("@choice", "line 6: a choice needs two options or more, each a [[step.choice.option]]"),
    (
        "@choiceoption = [{ text = \"a\", hint = \"h\" }, { text = \"b\", hint = \"h\" }]\n",
        "line 6: one option must have right = true, not 0",
    ),
    (
        "@choiceoption = [{ text = \"a\", right = true }, { text = \"b\" }]\n",
        "line 9: [[step.choice.option]] needs hint",
    ),
    ("@eachcorrect = [1, 2, 3, 1, 1]\n", "line 9: 3 is not an option; they count from 1 to 2"),
    ("@eachcorrect = [1, 2]\n", "line 9: 2 answers for 5 observations"),
    ("@eachwhat = \"less\"\n", "line 9: what must be \"more\", the component with the largest γ"),
    ("@formulasymbols = [\"x_1\"]\n", "line 6: [step.formula] needs truth"),
    (
        "@formulatruth = \"x_1\"\nsymbols = []\n",
        "line 10: symbols must name what the formula may use",
    ),
    (
        "text = \"x\"\n[step.number]\nexplain = \"e\"\nwhat = \"ll\"\n",
        "line 7: [step.number] needs question",
    ),
    ("text = \"x\n", "line 6: not TOML: "),
    // In lists, tables and long strings, the line is that of the value.
    ("@formulasymbols = [\"pi_k\"]\ntruth = \"pi_k +\"\n", "line 10: truth, column 7"),
    (
        "@formulasymbols = [\"pi_k\"]\ntruth = \"\"\"\npi_k +\n\n  q_k\"\"\"\n",
        "line 13: truth, column 8",
    ),
    (
        "@formulasymbols = [\n\"pi_k\",\n\"q_k\"]\ntruth = \"pi_k\"\n",
        "line 11: unknown symbol 'q_k'",
    ),
    (
        "@formulasymbols = [\"pi_k\"]\ntruth = \"pi_k\"\n[[step.formula.wrong]]\nhint = \"h\"\nformula = '''\npi_k\n+'''\n",
        "line 15: column 7",
    ),
    (
        "@formulasymbols = [\"pi_k\"]\ntruth = \"pi_k\"\n[[step.formula.wrong]]\nhint = \"h\"\nformula = \"2*pi_k/2\"\n",
        "line 13: this wrong answer is right",
    ),
    ("@numberanswer = 1\ntolerance = -1\n", "line 10: tolerance must not be negative"),
    (
        "@numberwhat = \"ll@after - ll\"\nafter = \"em\"\n",
        "line 9: what: in a question with after, a quantity without @",
    ),
    (
        "@formulasymbols = [\"K\"]\ntruth = \"3*K-1\"\ncomponents = 4\n",
        "line 10: truth is always 11, whatever",
    ),
    (
        "@formulasymbols = [\"x\",\n\"n\"]\ntruth = \"n\"\npoints = 3\n",
        "line 11: truth is always 3, whatever",
    ),
    (
        "@formulasymbols = [\"pi_k\"]\ntruth = \"pi_k\"\ncomponents = 1\n",
        "line 9: pi_k is always 1",
    ),
    (
        "@formulasymbols = [\"hatsigma_k\"]\ntruth = \"2*hatsigma_k\"\npoints = 1\n",
        "line 9: hatsigma_k is always 0",
    ),
    (
        "@formulasymbols = [\"pi_k\"]\ntruth = \"pi_k\"\ncomponents = 10\n",
        "line 11: components must be 1 to 9",
    ),
    ("text = \"x\"\nkeys = \"\"\"\n e m\n e e\"\"\"\n", "line 9: keys: key 4, 'e'"),
    ("text = \"x\"\nkeys = \"e \\\"\"\n", "line 7: keys: key 2, '\\\"'"),
    (
        "text = \"x\"\n[step.theta]\nmeans = [1, 2]\nvariances = [\n  1,\n  0,\n]\n",
        "line 11: θ₀: σ_2² must be above 0",
    ),
    (
        "text = \"x\"\n[step.theta]\nmeans = [1, 2]\nvariances = [1, 1]\nweights = [0.5,\n0.6]\n",
        "line 10: θ₀: ",
    ),
    (
        "text = \"x\"\n[step.data]\ncomponents = 1\npoints = [1,\n2,\n1e141]\n",
        "line 11: points: observation 2",
    ),
    (
        "text = \"x\"\n[step.data]\ncomponents = 1\npoints = [1,\n\"2\"]\n",
        "line 10: points must be",
    ),
    ("@eachcorrect = [1, 2,\n3, 1, 1]\n", "line 10: 3 is not an option"),
    (
        "@numberwhat = \"ll\"\ncover = [\n\"ll\",\n\"x\"]\n",
        "line 12: cover: 'x' is not something that can be covered",
    ),
    ("@numberwhat = \"\"\"\n\nlll\"\"\"\n", "line 11: what: unknown quantity 'lll'"),
    ("@numberwhat = \"ll\"\ndecimals = 13\n", "line 10: decimals must be at most 12"),
    ("@numberanswer = 2\nafter = \"e\"\n", "line 10: after goes with what"),
    (
        "@numberanswer = 2\nwrong = [{ answer = 3, hint = \"h\" },\n{ answer = 2.0, hint = \"h\" }]\n",
        "line 11: this wrong answer is right",
    ),
    (
        "@numberanswer = 2\n[[step.number.wrong]]\nhint = \"h\"\nanswer = \"two\"\n",
        "line 12: this wrong answer cannot be given: 'two' is not a number",
    ),
    (
        "text = \"x\"\ncollapses = true\nkeys = \"c\"\n",
        "line 7: collapses = true, but the run does not collapse",
    ),
];
