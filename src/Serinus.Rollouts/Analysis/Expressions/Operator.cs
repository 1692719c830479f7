namespace Serinus.Rollouts.Analysis.Expressions;

/// <summary>What is done with one or two values.</summary>
internal enum Operator
{
    Or,
    And,
    Equal,
    Unequal,
    Less,
    AtMost,
    Greater,
    AtLeast,
    In,
    NotIn,
    Contains,
    StartsWith,
    EndsWith,
    Plus,
    Minus,
    Not,
    Times,
    Divide,
    Modulo,
    Power,
    Coalesce,
}
