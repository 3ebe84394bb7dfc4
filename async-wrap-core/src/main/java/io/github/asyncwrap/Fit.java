package io.github.asyncwrap;

import com.google.common.reflect.TypeResolver;
import com.google.common.reflect.TypeToken;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Whether two methods fit one another: one of an interface that is to be implemented, one of the object behind it.
 *
 * <p>A variable of a method stands for the variable of the other method in the same place. A variable of a class that
 * nobody has said anything about ({@code new JpaRepository<>(User.class)} has lost what it was made with) fits whatever its
 * bound allows.
 */
final class Fit {
    enum Degree {
        NONE,
        /** Only because a type is not known. */
        LOOSE,
        EXACT
    }

    private final TypeResolver resolver;

    /** Of the variables of the second method. */
    Fit(Method api, Method target) {
        TypeVariable<?>[] ours = api.getTypeParameters();
        TypeVariable<?>[] theirs = target.getTypeParameters();
        TypeResolver same = new TypeResolver();
        for (int i = 0; ours.length == theirs.length && i < ours.length; i++) {
            same = same.where(theirs[i], ours[i]);
        }
        this.resolver = same;
    }

    static Degree parameters(Member api, Member target) {
        if (api.parameters().size() != target.parameters().size()) {
            return Degree.NONE;
        }
        Fit fit = new Fit(api.method(), target.method());
        Degree least = Degree.EXACT;
        for (int i = 0; i < api.parameters().size(); i++) {
            Type theirs = fit.resolver.resolveType(target.parameters().get(i));
            Degree one = parameter(api.parameters().get(i), theirs);
            least = one.compareTo(least) < 0 ? one : least;
        }
        return least;
    }

    private static Degree parameter(Type ours, Type theirs) {
        TypeToken<?> from = TypeToken.of(ours);
        TypeToken<?> to = TypeToken.of(theirs);
        TypeToken<?> fromElement = from.getComponentType();
        TypeToken<?> toElement = to.getComponentType();
        if (fromElement != null && toElement != null) {
            return parameter(fromElement.getType(), toElement.getType());
        } else if (isUnknown(ours) || isUnknown(theirs)) {
            return areRelated(from.getRawType(), to.getRawType()) ? Degree.LOOSE : Degree.NONE;
        }
        return from.getRawType() == to.getRawType() && argumentsFit(ours, theirs) ? Degree.EXACT : Degree.NONE;
    }

    /** Whether what the object's method gives may be given for what the interface's method promises. */
    boolean result(@Nullable Type promised, Type given) {
        return promised == null
                || isWithin(FutureTypes.boxed(promised), FutureTypes.boxed(resolver.resolveType(given)));
    }

    private static boolean isWithin(Type ours, Type theirs) {
        TypeToken<?> to = TypeToken.of(ours);
        TypeToken<?> from = TypeToken.of(theirs);
        TypeToken<?> toElement = to.getComponentType();
        TypeToken<?> fromElement = from.getComponentType();
        if (toElement != null && fromElement != null) {
            return isWithin(toElement.getType(), fromElement.getType());
        } else if (isUnknown(ours) || isUnknown(theirs)) {
            return areRelated(from.getRawType(), to.getRawType());
        } else if (ours instanceof TypeVariable<?>) {
            return ours.equals(theirs);
        }
        return to.getRawType().isAssignableFrom(from.getRawType()) && argumentsFit(theirs, ours);
    }

    /** Of two types with fitting raw types: whether one of the first is one of the second, as far as they say. */
    private static boolean argumentsFit(Type from, Type to) {
        return from.equals(to)
                || isRaw(from)
                || isRaw(to)
                || hasVariable(from)
                || hasVariable(to)
                || TypeToken.of(from).isSubtypeOf(to);
    }

    private static boolean areRelated(Class<?> one, Class<?> other) {
        return one.isAssignableFrom(other) || other.isAssignableFrom(one);
    }

    private static boolean isUnknown(Type type) {
        return type instanceof TypeVariable<?> variable && variable.getGenericDeclaration() instanceof Class<?>;
    }

    /** Whether it is generic, and used without arguments. */
    private static boolean isRaw(Type type) {
        return type instanceof Class<?> raw && raw.getTypeParameters().length > 0;
    }

    private static boolean hasVariable(Type type) {
        if (type instanceof ParameterizedType generic) {
            return Arrays.stream(generic.getActualTypeArguments()).anyMatch(Fit::hasVariable);
        } else if (type instanceof GenericArrayType array) {
            return hasVariable(array.getGenericComponentType());
        } else if (type instanceof WildcardType wildcard) {
            return Arrays.stream(wildcard.getUpperBounds()).anyMatch(Fit::hasVariable)
                    || Arrays.stream(wildcard.getLowerBounds()).anyMatch(Fit::hasVariable);
        }
        return type instanceof TypeVariable<?>;
    }
}
