package io.github.asyncwrap;

import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import java.util.stream.Collectors;

/** Types as people write them, without packages. */
final class TypeNames {
    private TypeNames() {}

    static String of(Type type) {
        if (type instanceof Class<?> raw) {
            return raw.getSimpleName().isEmpty() ? raw.getName() : raw.getSimpleName();
        } else if (type instanceof ParameterizedType generic) {
            return of(generic.getRawType())
                    + Arrays.stream(generic.getActualTypeArguments())
                            .map(TypeNames::of)
                            .collect(Collectors.joining(", ", "<", ">"));
        } else if (type instanceof GenericArrayType array) {
            return of(array.getGenericComponentType()) + "[]";
        } else if (type instanceof WildcardType wildcard) {
            return of(wildcard);
        }
        return type.getTypeName(); // a variable
    }

    private static String of(WildcardType wildcard) {
        if (wildcard.getLowerBounds().length > 0) {
            return "? super " + of(wildcard.getLowerBounds()[0]);
        }
        Type upper = wildcard.getUpperBounds()[0];
        return upper == Object.class ? "?" : "? extends " + of(upper);
    }
}
