import { z } from "zod";

// The page's policy forbids code made from text, which zod would try by default. It checks when a schema is
// made, so this module must be imported before every schema.
z.config({ jitless: true });
