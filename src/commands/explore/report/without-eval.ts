import { z } from "zod";

// The page's policy forbids code made of text, which zod would try where it is not told so. It asks when a schema is made, so
// this stands before every schema.
z.config({ jitless: true });
