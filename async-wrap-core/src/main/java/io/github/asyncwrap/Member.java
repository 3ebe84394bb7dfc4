package io.github.asyncwrap;

import com.google.common.reflect.TypeToken;
import java.lang.reflect.Method;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A method with the types that it has in the interface or class from which it is looked at: what type variables stand for
 * there is put in.
 */
record Member(Method method, List<Type> parameters, Type result) {

    static Member of(TypeToken<?> context, Method method) {
        List<Type> parameters = new ArrayList<>();
        for (Type parameter : method.getGenericParameterTypes()) {
            parameters.add(context.resolveType(parameter).getType());
        }
        return new Member(
                method,
                List.copyOf(parameters),
                context.resolveType(method.getGenericReturnType()).getType());
    }

    String name() {
        return method.getName();
    }

    Class<?> rawResult() {
        return TypeToken.of(result).getRawType();
    }

    List<Class<?>> rawParameters() {
        List<Class<?>> raw = new ArrayList<>();
        parameters.forEach(parameter -> raw.add(TypeToken.of(parameter).getRawType()));
        return raw;
    }

    /** {@code find(int)}. */
    String signature() {
        String all = parameters.stream().map(TypeNames::of).collect(Collectors.joining(", "));
        boolean spreads = method.isVarArgs() && all.endsWith("[]");
        return name() + "(" + (spreads ? all.substring(0, all.length() - 2) + "..." : all) + ")";
    }
}
