// Tests compare what is printed: it must not depend on where they run. Those of the colours say so in the environment.
process.env.NO_COLOR = "1";
delete process.env.FORCE_COLOR;
// Node shows no colours on a terminal of a machine that says it is one of these.
delete process.env.CI;
