"use client";

import { useActionState } from "react";
import { signup } from "./actions";

export default function SignupPage() {
  const [state, action, isPending] = useActionState(signup, { status: "new" });
  if (state.status === "done") return <p role="status">Welcome, {state.email}.</p>;

  const refused = state.status === "refused" ? state : undefined;
  return (
    <form action={action}>
      <label htmlFor="email">E-mail</label>
      <input
        id="email"
        name="email"
        type="email"
        required
        defaultValue={refused?.email}
        aria-describedby="error"
      />
      <button type="submit" disabled={isPending}>
        Sign up
      </button>
      <p id="error" role="alert">
        {refused?.message} {refused?.suggestion && `Did you mean ${refused.suggestion}?`}
      </p>
    </form>
  );
}
