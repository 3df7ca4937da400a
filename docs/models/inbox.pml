/* The inbox: one payment, told several times over, is credited once. How to read it: docs/models.md.

   -DNO_KEY   the table's key is gone: nobody waits for anybody, and no insert is refused
   -DNO_LOOK  the row isn't looked for once the handler has returned */

#define DELIVERIES 4 /* of one payment at once: notifications, and a sweep beside them */
#define MISHAPS 4    /* in all; afterwards nothing goes wrong any more */

#define NOBODY 255

byte mishaps = MISHAPS;
byte rows;             /* committed rows of the payment */
byte credits;          /* committed credits */
byte holder = NOBODY;  /* has inserted the row, and neither committed nor rolled back */
byte answered;         /* deliveries answered with success */

#define goes_wrong d_step { mishaps > 0; mishaps-- }

inline rolled_back() {
	if
	:: holder == me -> holder = NOBODY
	:: else
	fi
}

inline committed() {
	rows = rows + row;
	credits = credits + credit;
	rolled_back()
}

/* A COMMIT that nobody waits for any more: the worker has died, or has given up on it. The database
   ends the transaction whenever it likes, either way. */
proctype Abandoned(byte me; bit row; bit credit) {
	atomic {
		if
		:: committed()
		:: rolled_back()
		fi
	}
}

/* The gateway delivers until it is told success. Each round is an attempt by some worker. */
proctype Delivery(byte me) {
	bit row, credit;

attempt:
	row = 0; credit = 0;

	/* With a confirmation the inbox looks for the row first, in a transaction of its own. */
	if
	:: rows > 0 -> goto success
	:: skip
	fi;

	/* BEGIN and INSERT. Whoever comes second waits at the key until the first has ended. */
#ifndef NO_KEY
	atomic {
		holder == NOBODY;
		if
		:: rows > 0 -> goto refused
		:: else -> holder = me
		fi
	};
#endif
	row = 1;

	/* The handler. It may raise, its worker may die, and it may end the transaction and go on in
	   another, which has no row. */
	if
	:: credit = 1
	:: goes_wrong; goto failure
	:: goes_wrong; atomic { rolled_back(); row = 0 }; credit = 1
	fi;

#ifndef NO_LOOK
	if
	:: row
	:: else -> goto failure
	fi;
#endif

	/* COMMIT. Its answer may never come: the worker dies, or is told of an error. */
	if
	:: atomic { committed(); goto success }
	:: goes_wrong; atomic { run Abandoned(me, row, credit) }; goto attempt
	fi;

refused:
	/* What refused the insert must have been the row; else it is an error. */
	if
	:: rows > 0 -> goto success
	:: else -> assert(false)
	fi;

failure:
	/* Rolled back, a step later: until then the others wait. */
	atomic { rolled_back() };
	goto attempt;

success:
	assert(credits == 1); /* success is never answered before the credit is committed */
	/* The worker may die before it answers, and the answer may be lost. */
	if
	:: answered++
	:: goes_wrong; goto attempt
	fi
}

/* Always: never a credit twice, and no credit without its row. */
active proctype Books() {
	do
	:: atomic { credits > 1 || credits != rows -> assert(false) }
	:: atomic { timeout -> break }
	od;
	/* At rest: nothing is forgotten, nobody waits for ever. */
	assert(answered == DELIVERIES && credits == 1)
}

init {
	atomic {
		byte n = 0;
		do
		:: n < DELIVERIES -> run Delivery(n); n++
		:: else -> break
		od
	}
}
