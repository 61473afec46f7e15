// An error that a person can cause, as every payload lists it.
import { ask } from './ask';
import { ErrorMessagesDocument, type ErrorCode, type LogInHint, type SessionEndReason } from './operations';
import { language } from '../texts/speech';

export interface Fault {
  code: ErrorCode;
  message: string;
  path: string[];
  /** The name of the field, in the language of the answer. */
  fieldLabel?: string | null;
  retryAfterSeconds?: number;
  hint?: LogInHint | null;
  reason?: SessionEndReason | null;
}

/** The faults with the general texts of their codes in the language of the page, after it has changed. */
export async function inLanguage(faults: Fault[]): Promise<Fault[]> {
  const { data } = await ask(ErrorMessagesDocument, { language: language().language });
  const textOf = new Map(data?.errorMessages.map(({ code, message }) => [code, message]));
  return faults.map((fault) => ({ ...fault, message: textOf.get(fault.code) ?? fault.message, fieldLabel: null }));
}

/** The field that the fault is about; null if it is about the whole form. */
export const fieldOf = (fault: Fault): string | null => fault.path.at(-1) ?? null;

/** Whether the fault says that nobody is logged in (any more). */
export const isLoggedOut = ({ code }: Fault): boolean => code === 'SESSION_EXPIRED' || code === 'NOT_LOGGED_IN';

/** Whether the fault says that a link of an email cannot be used. */
export const isOfLink = ({ code }: Fault): boolean => code.startsWith('LINK_');

/** Whether the fault says that a step of a task is stale. */
export const isOfStep = ({ code }: Fault): boolean => code.startsWith('STEP_');
