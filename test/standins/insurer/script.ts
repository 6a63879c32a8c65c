import type { Delivery } from "./delivery.ts";
import type { Moment } from "./envelope-reply.ts";
import type { Reply } from "./reply.ts";
import type { AcceptedRequest } from "./seen.ts";

/** One exchange as a scripted reply sees it. */
export interface Turn {
  readonly request: AcceptedRequest;
  readonly moment: Moment;
  /** The reply of an insurer in good health; asking for it makes the insurer do what was asked. */
  good(): Reply;
}

/** What is answered and how it is delivered; without `reply` the good reply, without `delivery` whole. */
export interface Answer {
  readonly reply?: (turn: Turn) => Reply;
  readonly delivery?: Delivery;
}

/** An answer, or a choice among answers by what was asked. */
export type Scripted = Answer | ((request: AcceptedRequest) => Answer);

export interface Script {
  /** Answers an infno from now on: a list in its order, its last for ever. */
  answer(infno: string, answers: Scripted | readonly Scripted[]): void;
  next(request: AcceptedRequest): Answer;
}

export function createScript(): Script {
  const remaining = new Map<string, Scripted[]>();
  return {
    answer(infno, answers) {
      remaining.set(infno, isList(answers) ? [...answers] : [answers]);
    },
    next(request) {
      const list = remaining.get(request.infno) ?? [];
      const scripted = (list.length > 1 ? list.shift() : list[0]) ?? {};
      return typeof scripted === "function" ? scripted(request) : scripted;
    },
  };
}

function isList(answers: Scripted | readonly Scripted[]): answers is readonly Scripted[] {
  return Array.isArray(answers);
}
