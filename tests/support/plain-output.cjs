// Tests compare what is printed: it must not depend on where they run. Those of the colours say so in the environment.
process.env.NO_COLOR = "1";
delete process.env.FORCE_COLOR;
