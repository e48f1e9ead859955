/** What the service says in a sentence of its own: it is English, and more exact than any that we could keep here. */
export const problems = {
  said: (_code: string, detail: string): string => detail,
  hint: (_code: string, _text: string, detail: string): string => detail,
  /** What a capability is missing for, and what helps. */
  missing: (_capability: string, detail: string): string => detail,
  field: (_code: string, said: string): string => said,
};
