package io.github.asyncwrap.testkit;

import java.util.ArrayList;
import java.util.List;

/** The faults of one server, in the order in which they were given. Immutable. */
final class FaultScript {

    private final List<RequestFault> onRequests = new ArrayList<>();
    private final List<ConnectionFault> onConnections = new ArrayList<>();

    FaultScript(List<Fault> faults) {
        for (Fault fault : faults) {
            if (fault instanceof RequestFault onRequest) {
                onRequests.add(onRequest);
            } else if (fault instanceof ConnectionFault onConnection) {
                onConnections.add(onConnection);
            }
        }
    }

    /** Whether the connection with this number is to be reset. */
    boolean resets(long connection) {
        return onConnections.stream().anyMatch(fault -> fault.hits(connection));
    }

    /**
     * The faults that hit a request.
     *
     * @throws RefusedBody if the user's predicate throws
     */
    FaultPlan planFor(ArrivedRequest request) throws RefusedBody {
        List<FaultAction> actions = new ArrayList<>();
        for (RequestFault fault : onRequests) {
            if (hits(fault, request)) {
                actions.add(forProtocol(fault.action(), request.http2()));
            }
        }
        return FaultPlan.of(actions);
    }

    private static boolean hits(RequestFault fault, ArrivedRequest request) throws RefusedBody {
        try {
            return fault.hits(request);
        } catch (RuntimeException | Error e) {
            throw RefusedBody.serverError("the predicate of the fault " + fault + " threw", e.toString());
        }
    }

    /** HTTP/1.x has no streams: there the stream is the connection. */
    private static FaultAction forProtocol(FaultAction action, boolean http2) {
        return action instanceof FaultAction.Cut cut && !http2 ? new FaultAction.Cut(cut.bytes(), false) : action;
    }
}
