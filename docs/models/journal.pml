/* The journal: a refund that is written down before it is sent is made once. How to read it:
   docs/models.md. Time passes in ticks, between any two steps of anybody.

   -DNO_FENCE    the sender doesn't prove, before it sends, that the entry is still its own
   -DNO_LIMIT    however long the sender was held up, it sends
   -DNO_WINDOW   absence is believed before what was sent must be in the listing
   -DWALL_CLOCK  an entry's age is read off a clock that somebody may set
   -DPASSING     a passing refusal is written down as a refusal */

#define WORKERS 2
#define MISHAPS 5 /* in all; afterwards nothing goes wrong any more */

#define FIRST 1 /* ticks after which an entry that wasn't released is taken over */
#define SEND 2  /* ticks from before the entry is written to its first byte: SEND_WITHIN */
#define CALL 1  /* ticks from the first byte to the work at the gateway: Timeouts.deadline */
#define LATE 2  /* ticks from the work to the row in the listing: its open window */
#ifdef NO_WINDOW
#define CLOSED (SEND + CALL)
#else
#define CLOSED (SEND + CALL + LATE)
#endif
#define OLD (SEND + CALL + LATE + 1) /* ticks beyond which ages aren't told apart */
#define IDLE 255

mtype = { NONE, OPEN, APPLIED, REFUSED, NOT_SENT, NOT_APPLIED };
mtype = { NOTHING, SAYS_MADE, SAYS_NO, SAYS_LATER, SAYS_NOTHING };

/* The journal's row. */
mtype state = NONE;
bool unsent;    /* nothing of it can have been sent: its sender hasn't released it */
bool sent_once; /* it was resolved as not applied, though it was sent */
byte age = OLD; /* ticks since it was written down, by the database's clock */
bool own[WORKERS]; /* it holds the token that this worker has: nobody has begun it again */

/* The gateway. */
byte made;
byte unseen = IDLE;              /* ticks since it was made, until the listing shows it */
byte travelling[WORKERS] = IDLE; /* ticks since a worker's first byte, until it arrives */
mtype answer[WORKERS] = NOTHING;
bool waits[WORKERS];             /* the worker is there to hear it */

/* The workers' own clocks: ticks since they began to write the entry down, until they send it. */
byte since[WORKERS] = IDLE;
bool held_up[WORKERS];

byte mishaps = MISHAPS;
#define goes_wrong d_step { mishaps > 0; mishaps-- }

#define may_begin (state != OPEN && state != APPLIED)
#define is_own (state == OPEN && own[me])
#define is_listed (made > 0 && unseen == IDLE)

/* The database's statements. One whose transaction is still in the balance has locked the row, so
   it counts as committed, or as rolled back, at once: it is only the answer that may be late, or
   never come. */

inline begin() {
	sent_once = (state == NOT_APPLIED);
	state = OPEN; unsent = true;
	age = since[me]; /* its time was read after the worker's own clock was */
	own[0] = false; own[1] = false; own[me] = true
}

inline fall_back() {
	unsent = false;
	if
	:: sent_once -> state = NOT_APPLIED
	:: else -> state = NOT_SENT
	fi
}

inline conclude(what) {
	atomic {
		if
		:: what == APPLIED -> state = APPLIED; unsent = false
		:: what == NOT_SENT && is_own -> fall_back()
		:: what != APPLIED && what != NOT_SENT && is_own -> state = what; unsent = false
		:: else
		fi
	}
}

/* A refund: RefundJournal.order_refund(). A worker that dies on the way begins all over again. */
inline refund() {
	atomic {
		since[me] = 0; held_up[me] = false; own[me] = false
	};
	atomic {
		if
		:: !may_begin -> goto again
		:: may_begin -> begin()
		:: may_begin && mishaps > 0 -> mishaps--; begin(); goto again
		fi
	};

	/* The answer to the COMMIT may be late, by as much as one likes. So this is the fence: release()
	   proves that the entry is still the worker's own. */
	atomic {
		if
		:: is_own && unsent -> unsent = false
		:: !(is_own && unsent) ->
#ifndef NO_FENCE
			goto again /* NotSent */
#endif
		:: is_own && unsent && mishaps > 0 -> mishaps--; unsent = false; goto unsure
		:: goes_wrong; goto unsure
		fi
	};

	/* This answer may be late as well. So this is the limit: may_send, and the first byte. */
	atomic {
		if
#ifndef NO_LIMIT
		:: since[me] >= SEND -> goto unsure /* NotSent */
		:: since[me] < SEND && travelling[me] == IDLE ->
#else
		:: travelling[me] == IDLE ->
#endif
			since[me] = IDLE; travelling[me] = 0; waits[me] = true
		:: goes_wrong; goto again
		fi
	};

	/* The answer. Without one (OutcomeUnknown) the entry is left open. */
	if
	:: answer[me] == SAYS_MADE -> conclude(APPLIED)
	:: answer[me] == SAYS_NO ->
		if
		:: sent_once /* perhaps it is refused because it was made after all: left open */
		:: else -> conclude(REFUSED)
		fi
	:: answer[me] == SAYS_LATER ->
#ifdef PASSING
		conclude(REFUSED)
#else
		skip
#endif
	:: answer[me] == SAYS_NOTHING
	:: goes_wrong /* the call's time is up, or the worker dies */
	fi;
	goto again
}

/* Finding out: RefundJournal.resume(), of an entry that was open when it was read. */
inline resume() {
	atomic {
		if
		:: state != OPEN -> goto again
		:: state == OPEN && !unsent -> own[me] = true; goto sent
		:: state == OPEN && unsent -> own[me] = true
		fi
	};
	(!(is_own && unsent) || age >= FIRST);
	atomic {
		if
		:: is_own && unsent -> fall_back(); goto again /* who wrote it down can't send it now */
		:: else -> goto again /* its sender came first, or another resume() */
		fi
	};
sent:
	if
	:: (!is_own || age >= CLOSED || is_listed)
#ifdef WALL_CLOCK
	:: goes_wrong /* the clock is set: the entry looks as old as one likes */
#endif
	fi;
	if
	:: is_listed && is_own -> conclude(APPLIED)
	:: !is_listed -> conclude(NOT_APPLIED)
	:: is_listed && !is_own
	fi;
	goto again
}

/* Somebody who wants the refund made, and asks for it again and again until the journal says that
   it is. */
proctype Worker(byte me) {
again:
	atomic {
		since[me] = IDLE; held_up[me] = false; own[me] = false;
		waits[me] = false; answer[me] = NOTHING;
		if
		:: state == APPLIED -> goto done
		:: state == OPEN -> goto open
		:: may_begin
		fi
	};
	refund();
open:
	resume();
unsure:
	/* Nothing was sent, and so much is written down, unless the worker dies before that. */
	if
	:: conclude(NOT_SENT)
	:: goes_wrong
	fi;
	goto again;
done:
	skip
}

/* The gateway at work on what arrives, or not; and the listing that shows it some time later. */
inline work(n) {
	travelling[n] = IDLE;
	if
	:: make(); reply = SAYS_MADE
	:: goes_wrong; make(); reply = SAYS_LATER
	:: goes_wrong; make(); reply = SAYS_NOTHING
	:: goes_wrong; reply = SAYS_LATER
	:: goes_wrong; reply = SAYS_NO
	:: goes_wrong; reply = SAYS_NOTHING
	fi;
	if
	:: waits[n] -> answer[n] = reply
	:: else
	fi;
	reply = NOTHING
}

inline make() {
	made++;
	assert(made == 1); /* never two refunds */
	unseen = 0
}

active proctype Gateway() {
	mtype reply = NOTHING;
end:
	do
	:: atomic { travelling[0] != IDLE -> work(0) }
	:: atomic { travelling[1] != IDLE -> work(1) }
	:: unseen != IDLE -> unseen = IDLE
	od
}

/* Time waits only for the gateway, whose work and listing keep their limits. That it passes while a
   worker writes the entry down and sends it is a mishap of that worker. */
#define on(timer) timer = (timer == IDLE || timer == OLD -> timer : timer + 1)
#define in_time(timer, limit) (timer == IDLE || timer < limit)
#define may_pass(n) ((since[n] == IDLE || held_up[n]) && in_time(travelling[n], CALL))
#define runs(timer) (timer != IDLE && timer != OLD)
#define anything_runs (runs(age) || runs(since[0]) || runs(since[1]))

active proctype Clock() {
end:
	do
	:: d_step { since[0] != IDLE && !held_up[0] && mishaps > 0 -> mishaps--; held_up[0] = true }
	:: d_step { since[1] != IDLE && !held_up[1] && mishaps > 0 -> mishaps--; held_up[1] = true }
	:: d_step {
		may_pass(0) && may_pass(1) && in_time(unseen, LATE) && anything_runs ->
		on(age); on(unseen); on(since[0]); on(since[1]); on(travelling[0]); on(travelling[1])
	}
	od
}

/* At rest: the journal says that the refund is made, and it is. */
active proctype Books() {
	timeout -> assert(state == APPLIED && made == 1)
}

init {
	atomic { run Worker(0); run Worker(1) }
}
