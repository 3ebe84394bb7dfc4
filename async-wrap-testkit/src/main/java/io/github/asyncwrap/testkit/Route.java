package io.github.asyncwrap.testkit;

import mockwebserver3.RecordedRequest;

/** What a request is for. */
enum Route {
    PING,
    UPLOAD,
    WRONG_METHOD,
    WRONG_PATH;

    static Route of(RecordedRequest request) {
        if (!request.getUrl().encodedPath().equals("/")) {
            return WRONG_PATH;
        }
        return switch (request.getMethod()) {
            case "GET" -> PING;
            case "PUT" -> UPLOAD;
            default -> WRONG_METHOD;
        };
    }
}
