"""From a synchronous caller to a private event loop and back.

A :class:`~.call.Call` carries a coroutine over, with its :class:`~.purpose.Purpose` for the error
of a call whose end is lost. A :class:`~.loop_thread.LoopThread` runs it, the
:class:`~.bridge.Bridge` starts and ends that thread, and a :class:`~.share.Share` is one client's
part in a bridge that several may use.
"""
